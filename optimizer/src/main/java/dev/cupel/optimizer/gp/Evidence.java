package dev.cupel.optimizer.gp;

import dev.cupel.optimizer.descent.Differentiable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The negative logarithm of the posterior density of the hyperparameters, with its gradient.
 *
 * <pre>
 * u_a    places of the observations in length-scales, kept axis by axis, shape (D, n), so that the inner loops run over them
 * y, v   standardised values and known variances, shape (n)
 * θ      ln ℓ (D), ln s², ln σ²; of an additive shape also ln w/(1 - w), ln c
 * K      covariance of the function, shape (n, n): see Covariance, also for ρ
 * K_y    K + diag(σ² + v)
 * m      constant mean by generalised least squares, 1ᵀK_y⁻¹y / 1ᵀK_y⁻¹1
 * α      K_y⁻¹(y - m1), shape (n)
 * G      ααᵀ - K_y⁻¹, shape (n, n)
 * W      G ∘ s²(1 - w) slope(r), shape (n, n)
 * B_j    G ∘ s² w/D 2c²(u_aj - u_bj)² ρ_j², shape (n, n)
 * </pre>
 *
 * <pre>
 * -ln p(y|θ)  = ½(y - m1)ᵀα + ½ ln det K_y + (n/2) ln 2π
 * ∂/∂ln ℓ_j   = -½ Σ_ab (W_ab (u_aj - u_bj)² + B_j,ab)
 * ∂/∂ln s²    = -½ Σ_ab G_ab K_ab
 * ∂/∂ln σ²    = -½ σ² tr G
 * ∂/∂logit w  = -½ Σ_ab G_ab (s² w/D Σ_j ρ_j,ab - w K_ab)
 * ∂/∂ln c     = ½ Σ_j Σ_ab B_j,ab
 * </pre>
 *
 * <p>C. Rasmussen and C. Williams, "Gaussian Processes for Machine Learning" (2006), equation 5.9; m needs no derivative,
 * because the density is stationary in it.
 */
final class Evidence implements Differentiable {
    /** Of fewer observations, handing them out takes longer than it saves. */
    private static final int MANY = 128;
    private static final int PARTS = 8;
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final Observations observations;
    private final int n;
    private final int d;
    private final List<double[]> points;
    private final double[] values;
    private final double[] variances;
    private final Shape shape;
    private final Prior prior;
    private final int parts;
    private @Nullable Known last;

    /** The factor of K_y at θ. */
    private record Known(double[] theta, Factor factor) {}

    Evidence(Observations observations, Shape shape) {
        this.observations = observations;
        this.shape = shape;
        this.n = observations.count();
        this.d = observations.dimension();
        this.points = Arrays.asList(observations.points());
        this.values = observations.values();
        this.variances = observations.variances();
        this.prior = new Prior(shape, d);
        this.parts = n < MANY ? 1 : PARTS;
    }

    @Override
    public double at(double[] theta, double[] gradient) {
        Hyperparameters h = Hyperparameters.ofLogarithms(shape, theta);
        Covariance covariance = new Covariance(h);
        double[][] places = covariance.scaled(points);
        double[] kernel = new double[n * n];
        double[] slope = new double[n * n];
        fill(covariance, places, kernel, slope);
        double[] noisy = kernel.clone();
        for (int a = 0; a < n; a++) {
            noisy[a * n + a] += h.noiseVariance() + variances[a];
        }
        Factor factor = Factor.of(noisy, n);
        last = new Known(theta.clone(), factor);
        double[] inverse = factor.inverse();
        double[] alpha = alpha(inverse, values);

        double fit = 0;
        for (int a = 0; a < n; a++) {
            fit += values[a] * alpha[a];
        }
        Arrays.fill(gradient, 0);
        parts().mapToObj(part -> gradient(part, alpha, inverse, kernel, slope, covariance, places, h)).toList()
                .forEach(some -> Arrays.setAll(gradient, i -> gradient[i] + some[i]));
        // Σα = 0, so the mean drops out of (y - m1)ᵀα
        return 0.5 * fit + 0.5 * factor.logDeterminant() + n * HALF_LOG_TWO_PI + prior.addTo(theta, gradient);
    }

    /** The process with these hyperparameters, at once if they are the last of which the density was asked for: the factor is known then. */
    GaussianProcess process(double[] theta) {
        Hyperparameters hyperparameters = Hyperparameters.ofLogarithms(shape, theta);
        return last != null && Arrays.equals(last.theta, theta)
                ? GaussianProcess.of(observations, hyperparameters, last.factor)
                : GaussianProcess.of(observations, hyperparameters);
    }

    /** The parts of the rows that are gone through at a time; each has its own sums, so that the cores there are change no bit. */
    private IntStream parts() {
        return IntStream.range(0, parts).parallel();
    }

    /** K_y⁻¹(y - m1) from the inverse. */
    static double[] alpha(double[] inverse, double[] values) {
        int n = values.length;
        double mean = mean(inverse, values);
        double[] alpha = new double[n];
        for (int b = 0; b < n; b++) {
            double centred = values[b] - mean;
            for (int a = 0; a < n; a++) {
                alpha[a] += inverse[b * n + a] * centred;
            }
        }
        return alpha;
    }

    /** The mean m by generalised least squares. */
    static double mean(double[] inverse, double[] values) {
        int n = values.length;
        double weighted = 0;
        double weights = 0;
        for (int b = 0; b < n; b++) {
            double row = 0;
            for (int a = 0; a < n; a++) {
                row += inverse[b * n + a];
            }
            weighted += row * values[b];
            weights += row;
        }
        return weighted / weights;
    }

    /** Fills the lower triangles of K and of s²(1 - w) slope(r); K is filled whole, as the factor may read either half. */
    private void fill(Covariance covariance, double[][] places, double[] kernel, double[] slope) {
        parts().forEach(part -> {
            for (int a = part; a < n; a += parts) {
                covariance.fill(places, Covariance.place(places, a), a + 1, kernel, slope, a * n);
                for (int b = 0; b < a; b++) {
                    kernel[b * n + a] = kernel[a * n + b];
                }
            }
        });
    }

    /** The derivatives of the density of the observations, as far as one part of the rows makes them; shape (D + 2), or (D + 4) with a sum. */
    private double[] gradient(int part, double[] alpha, double[] inverse, double[] kernel, double[] slope,
            Covariance covariance, double[][] places, Hyperparameters h) {
        double signal = 0;
        double trace = 0;
        double whole = 0;
        double[] g = new double[n];
        double[] w = new double[n];
        double[][] squares = new double[d][n];
        double[] values = new double[n];
        double[][] bends = new double[shape.additive() ? d : 0][n];
        for (int a = part; a < n; a += parts) {
            int row = a * n;
            for (int b = 0; b < a; b++) {
                g[b] = alpha[a] * alpha[b] - inverse[row + b];
                whole += g[b] * kernel[row + b];
                w[b] = g[b] * slope[row + b];
            }
            double diagonal = alpha[a] * alpha[a] - inverse[row + a];
            signal += diagonal * kernel[row + a];
            trace += diagonal;
            for (int j = 0; j < d; j++) {
                addWeightedSquares(places[j], a, w, squares[j]);
            }
            // on the diagonal the additive part changes nothing
            for (int j = 0; j < bends.length; j++) {
                covariance.addBends(places[j], places[j][a], a, g, values, bends[j]);
            }
        }
        double[] gradient = new double[shape.parameters(d)];
        for (int j = 0; j < d; j++) {
            // the triangle counts each pair once: twice the half
            gradient[j] = -sum(squares[j]);
        }
        gradient[d] = -0.5 * (signal + 2 * whole);
        gradient[d + 1] = -0.5 * h.noiseVariance() * trace;
        for (int j = 0; j < bends.length; j++) {
            double bend = sum(bends[j]);
            gradient[j] -= bend;
            gradient[d + 3] += bend;
        }
        if (shape.additive()) {
            gradient[d + 2] = h.additive().share() * whole - sum(values);
        }
        return gradient;
    }

    private static void addWeightedSquares(double[] axis, int a, double[] w, double[] sums) {
        double u = axis[a];
        for (int b = 0; b < a; b++) {
            double difference = u - axis[b];
            sums[b] += w[b] * difference * difference;
        }
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
