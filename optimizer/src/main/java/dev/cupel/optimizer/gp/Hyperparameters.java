package dev.cupel.optimizer.gp;

/**
 * What the kernel and the noise are made of, on standardised values.
 *
 * @param kernel how the correlation falls with the distance
 * @param lengthScales ℓ, shape (D): the distance along each axis over which the function changes, in units of the cube
 * @param signalVariance s², the variance of the function
 * @param noiseVariance σ², the variance of an evaluation around the function
 * @param additive how much of the function is a sum over the axes
 */
public record Hyperparameters(Kernel kernel, double[] lengthScales, double signalVariance, double noiseVariance,
        Additive additive) {

    public Hyperparameters {
        lengthScales = lengthScales.clone();
    }

    /** Of a function no part of which is a sum over the axes. */
    Hyperparameters(Kernel kernel, double[] lengthScales, double signalVariance, double noiseVariance) {
        this(kernel, lengthScales, signalVariance, noiseVariance, Additive.NONE);
    }

    @Override
    public double[] lengthScales() {
        return lengthScales.clone();
    }

    /** What kind of function they are of. */
    Shape shape() {
        return new Shape(kernel, additive.share() > 0);
    }

    /** The same with a part that is a sum over the axes, or without one. */
    Hyperparameters with(Additive part) {
        return new Hyperparameters(kernel, lengthScales, signalVariance, noiseVariance, part);
    }

    /** The logarithms θ = (ln ℓ_1 … ln ℓ_D, ln s², ln σ²), shape (D + 2); of an additive shape also ln w/(1 - w) and ln c. */
    double[] logarithms() {
        int d = lengthScales.length;
        double[] theta = new double[shape().parameters(d)];
        for (int j = 0; j < d; j++) {
            theta[j] = Math.log(lengthScales[j]);
        }
        theta[d] = Math.log(signalVariance);
        theta[d + 1] = Math.log(noiseVariance);
        if (shape().additive()) {
            theta[d + 2] = Math.log(additive.share() / (1 - additive.share()));
            theta[d + 3] = Math.log(additive.fineness());
        }
        return theta;
    }

    /** The inverse of {@link #logarithms}. */
    static Hyperparameters ofLogarithms(Shape shape, double[] theta) {
        int d = shape.dimension(theta.length);
        double[] lengthScales = new double[d];
        for (int j = 0; j < d; j++) {
            lengthScales[j] = Math.exp(theta[j]);
        }
        Additive additive = shape.additive()
                ? new Additive(1 / (1 + Math.exp(-theta[d + 2])), Math.exp(theta[d + 3]))
                : Additive.NONE;
        return new Hyperparameters(shape.kernel(), lengthScales, Math.exp(theta[d]), Math.exp(theta[d + 1]), additive);
    }
}
