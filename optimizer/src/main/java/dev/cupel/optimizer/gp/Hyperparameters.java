package dev.cupel.optimizer.gp;

import java.util.Arrays;

/**
 * What the kernel and the noise are made of, on standardised values.
 *
 * @param kernel how the correlation falls with the distance
 * @param lengthScales ℓ, shape (D): the distance along each axis over which the function changes, in units of the cube
 * @param signalVariance s², the variance of the function
 * @param noiseVariance σ², the variance of an evaluation around the function
 */
public record Hyperparameters(Kernel kernel, double[] lengthScales, double signalVariance, double noiseVariance) {

    public Hyperparameters {
        lengthScales = lengthScales.clone();
    }

    @Override
    public double[] lengthScales() {
        return lengthScales.clone();
    }

    /** The logarithms θ = (ln ℓ_1 … ln ℓ_D, ln s², ln σ²), shape (D + 2). */
    double[] logarithms() {
        int d = lengthScales.length;
        double[] theta = new double[d + 2];
        for (int j = 0; j < d; j++) {
            theta[j] = Math.log(lengthScales[j]);
        }
        theta[d] = Math.log(signalVariance);
        theta[d + 1] = Math.log(noiseVariance);
        return theta;
    }

    /** The inverse of {@link #logarithms}. */
    static Hyperparameters ofLogarithms(Kernel kernel, double[] theta) {
        int d = theta.length - 2;
        double[] lengthScales = new double[d];
        for (int j = 0; j < d; j++) {
            lengthScales[j] = Math.exp(theta[j]);
        }
        return new Hyperparameters(kernel, lengthScales, Math.exp(theta[d]), Math.exp(theta[d + 1]));
    }

    /** The same length-scale on every axis. */
    static Hyperparameters isotropic(Kernel kernel, int dimension, double lengthScale, double signalVariance,
            double noiseVariance) {
        double[] lengthScales = new double[dimension];
        Arrays.fill(lengthScales, lengthScale);
        return new Hyperparameters(kernel, lengthScales, signalVariance, noiseVariance);
    }
}
