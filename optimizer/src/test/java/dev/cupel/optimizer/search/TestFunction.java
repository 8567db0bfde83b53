package dev.cupel.optimizer.search;

import java.util.function.ToDoubleFunction;

/**
 * A function with a known lowest value on the unit cube.
 *
 * @param name as in the literature
 * @param dimension D
 * @param lowest the value at its minimum
 * @param value of a point of the unit cube
 */
record TestFunction(String name, int dimension, double lowest, ToDoubleFunction<double[]> value) {

    /** How far above the lowest value a point is. */
    double regret(double[] point) {
        return value.applyAsDouble(point) - lowest;
    }

    /** The same on more axes, of which all but the first change nothing. */
    TestFunction in(int dimension) {
        return new TestFunction(name + " in " + dimension, dimension, lowest, value);
    }

    /** D. Jones et al.'s Branin on [-5, 10] x [0, 15]. */
    static TestFunction branin() {
        return new TestFunction("Branin", 2, 0.39788735772973816, u -> {
            double x = -5 + 15 * u[0];
            double y = 15 * u[1];
            double valley = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
            return valley * valley + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
        });
    }

    static TestFunction hartmann6() {
        double[] weights = {1, 1.2, 3, 3.2};
        double[][] a = {{10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8},
                {17, 8, 0.05, 10, 0.1, 14}};
        double[][] p = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
                {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
                {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650}, {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};
        return new TestFunction("Hartmann6", 6, -3.32236801141551, u -> {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                double exponent = 0;
                for (int j = 0; j < 6; j++) {
                    exponent += a[i][j] * (u[j] - p[i][j]) * (u[j] - p[i][j]);
                }
                sum -= weights[i] * Math.exp(-exponent);
            }
            return sum;
        });
    }

    /** On [-5, 10]^D: the minimum 0 is off the centre. */
    static TestFunction ackley(int dimension) {
        return new TestFunction("Ackley", dimension, 0, u -> {
            double squares = 0;
            double cosines = 0;
            for (double v : u) {
                double x = -5 + 15 * v;
                squares += x * x;
                cosines += Math.cos(2 * Math.PI * x);
            }
            return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(squares / u.length)) - Math.exp(cosines / u.length);
        });
    }

    /** On [-5, 10]^D, minimum at 1. */
    static TestFunction levy(int dimension) {
        return new TestFunction("Levy", dimension, 0, u -> {
            double[] w = new double[u.length];
            for (int j = 0; j < w.length; j++) {
                w[j] = 1 + (-5 + 15 * u[j] - 1) / 4;
            }
            double sum = Math.pow(Math.sin(Math.PI * w[0]), 2);
            for (int j = 0; j < w.length - 1; j++) {
                sum += Math.pow(w[j] - 1, 2) * (1 + 10 * Math.pow(Math.sin(Math.PI * w[j] + 1), 2));
            }
            double last = w[w.length - 1];
            return sum + Math.pow(last - 1, 2) * (1 + Math.pow(Math.sin(2 * Math.PI * last), 2));
        });
    }

    /** On [-2.048, 2.048]^D, minimum at 1. */
    static TestFunction rosenbrock(int dimension) {
        return new TestFunction("Rosenbrock", dimension, 0, u -> {
            double sum = 0;
            for (int j = 0; j < u.length - 1; j++) {
                double x = -2.048 + 4.096 * u[j];
                double next = -2.048 + 4.096 * u[j + 1];
                sum += 100 * Math.pow(next - x * x, 2) + Math.pow(x - 1, 2);
            }
            return sum;
        });
    }

    /** On [-300, 600]^D, minimum at 0. */
    static TestFunction griewank(int dimension) {
        return new TestFunction("Griewank", dimension, 0, u -> {
            double squares = 0;
            double product = 1;
            for (int j = 0; j < u.length; j++) {
                double x = -300 + 900 * u[j];
                squares += x * x;
                product *= Math.cos(x / Math.sqrt(j + 1.0));
            }
            return squares / 4000 - product + 1;
        });
    }

    /** On [-5, 5]^D, minimum at -2.9; each axis has a second valley at 2.7, 14.1 above the first. */
    static TestFunction styblinskiTang(int dimension) {
        return new TestFunction("Styblinski-Tang", dimension, -39.16616570377142 * dimension, u -> {
            double sum = 0;
            for (double v : u) {
                double x = -5 + 10 * v;
                sum += 0.5 * (Math.pow(x, 4) - 16 * x * x + 5 * x);
            }
            return sum;
        });
    }
}
