package dev.cupel.optimizer.gp;

import dev.cupel.optimizer.descent.Differentiable;
import java.util.Arrays;

/**
 * The negative logarithm of the posterior density of the hyperparameters, with its gradient.
 *
 * <pre>
 * X      points, shape (n, D); kept axis by axis, shape (D, n), so that the inner loops run over points
 * y, v   standardised values and known variances, shape (n)
 * θ      ln ℓ (D), ln s², ln σ²
 * K      s² value(r) of the kernel, shape (n, n), r² = Σ_j (x_aj - x_bj)²/ℓ_j²
 * K_y    K + diag(σ² + v)
 * m      constant mean by generalised least squares, 1ᵀK_y⁻¹y / 1ᵀK_y⁻¹1
 * α      K_y⁻¹(y - m1), shape (n)
 * G      ααᵀ - K_y⁻¹, shape (n, n)
 * W      G ∘ s² slope(r), shape (n, n)
 * </pre>
 *
 * <pre>
 * -ln p(y|θ)  = ½(y - m1)ᵀα + ½ ln det K_y + (n/2) ln 2π
 * ∂/∂ln ℓ_j   = -½ Σ_ab W_ab (x_aj - x_bj)²/ℓ_j²
 * ∂/∂ln s²    = -½ Σ_ab G_ab K_ab
 * ∂/∂ln σ²    = -½ σ² tr G
 * </pre>
 *
 * <p>C. Rasmussen and C. Williams, "Gaussian Processes for Machine Learning" (2006), equation 5.9; m needs no derivative,
 * because the density is stationary in it.
 */
final class Evidence implements Differentiable {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final int n;
    private final int d;
    private final double[][] axes;
    private final double[] values;
    private final double[] variances;
    private final Kernel shape;
    private final Prior prior;

    Evidence(Observations observations, Kernel shape, Prior prior) {
        this.shape = shape;
        this.n = observations.count();
        this.d = observations.dimension();
        this.axes = transpose(observations.points());
        this.values = observations.values();
        this.variances = observations.variances();
        this.prior = prior;
    }

    private static double[][] transpose(double[][] points) {
        double[][] axes = new double[points[0].length][points.length];
        for (int a = 0; a < points.length; a++) {
            for (int j = 0; j < axes.length; j++) {
                axes[j][a] = points[a][j];
            }
        }
        return axes;
    }

    @Override
    public double at(double[] theta, double[] gradient) {
        Hyperparameters h = Hyperparameters.ofLogarithms(shape, theta);
        double[] inverseLengths = new double[d];
        for (int j = 0; j < d; j++) {
            inverseLengths[j] = Math.exp(-theta[j]);
        }
        double[] kernel = new double[n * n];
        double[] slope = new double[n * n];
        covariance(inverseLengths, h.signalVariance(), kernel, slope);
        double[] noisy = kernel.clone();
        for (int a = 0; a < n; a++) {
            noisy[a * n + a] += h.noiseVariance() + variances[a];
        }
        Factor factor = Factor.of(noisy, n);
        double[] inverse = factor.inverse();
        double[] alpha = alpha(inverse, values);

        double fit = 0;
        for (int a = 0; a < n; a++) {
            fit += values[a] * alpha[a];
        }
        gradient(alpha, inverse, kernel, slope, inverseLengths, h.noiseVariance(), gradient);
        // Σα = 0, so the mean drops out of (y - m1)ᵀα
        return 0.5 * fit + 0.5 * factor.logDeterminant() + n * HALF_LOG_TWO_PI + prior.addTo(theta, gradient);
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

    /** Fills the lower triangles of K and of s² slope(r); K is filled whole, as the factor may read either half. */
    private void covariance(double[] inverseLengths, double signal, double[] kernel, double[] slope) {
        double[] squared = new double[n];
        for (int a = 0; a < n; a++) {
            Arrays.fill(squared, 0, a + 1, 0);
            for (int j = 0; j < d; j++) {
                addSquares(axes[j], a, inverseLengths[j], squared);
            }
            shape.fill(signal, squared, a + 1, kernel, slope, a * n);
            for (int b = 0; b < a; b++) {
                kernel[b * n + a] = kernel[a * n + b];
            }
        }
    }

    private static void addSquares(double[] axis, int a, double inverseLength, double[] squared) {
        double x = axis[a];
        for (int b = 0; b < a; b++) {
            double scaled = (x - axis[b]) * inverseLength;
            squared[b] += scaled * scaled;
        }
    }

    private void gradient(double[] alpha, double[] inverse, double[] kernel, double[] slope, double[] inverseLengths,
            double noise, double[] gradient) {
        double signalSum = 0;
        double trace = 0;
        double[][] sums = new double[d][n];
        double[] w = new double[n];
        for (int a = 0; a < n; a++) {
            int row = a * n;
            for (int b = 0; b < a; b++) {
                double g = alpha[a] * alpha[b] - inverse[row + b];
                signalSum += 2 * g * kernel[row + b];
                w[b] = g * slope[row + b];
            }
            double diagonal = alpha[a] * alpha[a] - inverse[row + a];
            signalSum += diagonal * kernel[row + a];
            trace += diagonal;
            for (int j = 0; j < d; j++) {
                addWeightedSquares(axes[j], a, w, sums[j]);
            }
        }
        for (int j = 0; j < d; j++) {
            double sum = 0;
            for (int b = 0; b < n; b++) {
                sum += sums[j][b];
            }
            // the triangle counts each pair once: twice the half
            gradient[j] = -sum * inverseLengths[j] * inverseLengths[j];
        }
        gradient[d] = -0.5 * signalSum;
        gradient[d + 1] = -0.5 * noise * trace;
    }

    private static void addWeightedSquares(double[] axis, int a, double[] w, double[] sums) {
        double x = axis[a];
        for (int b = 0; b < a; b++) {
            double difference = x - axis[b];
            sums[b] += w[b] * difference * difference;
        }
    }
}
