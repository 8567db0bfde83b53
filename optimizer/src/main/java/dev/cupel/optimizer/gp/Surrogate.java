package dev.cupel.optimizer.gp;

/**
 * A model of an objective: a Gaussian process, and the map between its standardised values and the objective's.
 *
 * <p>A model is a pure function of the observations: {@link #fit} starts from fixed hyperparameters, and
 * {@link #refined} from those of another model, which the caller makes from the first of the same observations.
 */
public final class Surrogate {
    /** A warp needs a median that means something. */
    private static final int FEWEST_FOR_WARP = 8;
    /** Above this share of noise, the ranks of the bad values are chance. */
    private static final double MOST_NOISE_FOR_WARP = 0.1;

    private final Observations observations;
    private final OutputTransform transform;
    private final GaussianProcess process;
    private final boolean warped;

    private Surrogate(Observations observations, OutputTransform transform, Hyperparameters hyperparameters,
            boolean warped) {
        this.observations = observations;
        this.transform = transform;
        this.process = GaussianProcess.of(standardised(observations, transform), hyperparameters);
        this.warped = warped;
    }

    /**
     * The objective at a point.
     *
     * @param mean expected value, in the unit of the objective
     * @param deviation standard deviation of the function there, without noise, in the same unit
     */
    public record Estimate(double mean, double deviation) {}

    /** Fits from scratch, and decides whether to warp the lower half of the values. */
    public static Surrogate fit(Observations observations) {
        if (observations.count() >= FEWEST_FOR_WARP && OutputTransform.heavyTailed(observations.values())) {
            OutputTransform halfRank = OutputTransform.halfRank(observations.values());
            Hyperparameters hyperparameters = HyperparameterFit.full(standardised(observations, halfRank));
            if (hyperparameters.noiseVariance() < MOST_NOISE_FOR_WARP) {
                return new Surrogate(observations, halfRank, hyperparameters, true);
            }
        }
        OutputTransform standard = OutputTransform.standard(observations.values());
        return new Surrogate(observations, standard, HyperparameterFit.full(standardised(observations, standard)),
                false);
    }

    /** Fits more observations, starting from the hyperparameters of this model and keeping its decision to warp. */
    public Surrogate refined(Observations more) {
        OutputTransform next = warped
                ? OutputTransform.halfRank(more.values())
                : OutputTransform.standard(more.values());
        return new Surrogate(more, next, HyperparameterFit.refined(standardised(more, next), process.hyperparameters()),
                warped);
    }

    private static Observations standardised(Observations observations, OutputTransform transform) {
        return new Observations(observations.points(), transform.forward(observations.values()),
                transform.forwardVariances(observations.variances()));
    }

    /** The process on standardised values. */
    public GaussianProcess process() {
        return process;
    }

    /** What it was fitted to. */
    public Observations observations() {
        return observations;
    }

    /** Whether the lower half of the values is warped to its ranks. */
    public boolean warped() {
        return warped;
    }

    /**
     * The expected standardised values of the function at the observed points, without their noise.
     *
     * @return shape (n)
     */
    public double[] smoothed() {
        double[] smoothed = new double[observations.count()];
        for (int i = 0; i < smoothed.length; i++) {
            smoothed[i] = process.at(observations.points()[i]).mean();
        }
        return smoothed;
    }

    /**
     * The objective at a point, in its own unit.
     *
     * @param x shape (D), in the unit cube
     */
    public Estimate estimate(double[] x) {
        GaussianProcess.Prediction prediction = process.at(x);
        return new Estimate(transform.inverse(prediction.mean()), transform.scale() * Math.sqrt(prediction.variance()));
    }
}
