package dev.cupel.optimizer.gp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model of an objective: a Gaussian process, and the map between its standardised values and the objective's.
 *
 * <p>A model is a pure function of the observations: {@link #fit} starts from fixed hyperparameters, and
 * {@link #refined} from those of another model, which the caller makes from the first of the same observations.
 */
public final class Surrogate {
    /**
     * From so many observations on, a fit from scratch is short and sees few of them: it is meant for another model at each ask, and
     * {@link #refined} is better for one that grows.
     */
    public static final int MANY = 300;
    /** A warp needs a median that means something. */
    private static final int FEWEST_FOR_WARP = 8;
    /** Above this share of noise, the ranks of the bad values are chance. */
    private static final double MOST_NOISE_FOR_WARP = 0.1;
    /** The share of a sum over the axes above which it is most of the function. */
    private static final double MOST = 0.5;
    /** How many of the highest values tell whether there is noise. */
    private static final int HIGHEST = 10;
    private static final double MUCH_LESS = 0.1;
    /** A standard deviation of a hundredth of that of all values. */
    private static final double NEGLIGIBLE = 1e-4;

    private final Observations observations;
    private final OutputTransform transform;
    private final GaussianProcess process;
    private final boolean warped;

    private Surrogate(Observations observations, OutputTransform transform, Hyperparameters hyperparameters,
            boolean warped) {
        this(observations, transform, GaussianProcess.of(standardised(observations, transform), hyperparameters),
                warped);
    }

    private Surrogate(Observations observations, OutputTransform transform, GaussianProcess process, boolean warped) {
        this.observations = observations;
        this.transform = transform;
        this.process = process;
        this.warped = warped;
    }

    /**
     * The objective at a point.
     *
     * @param mean expected value, in the unit of the objective
     * @param deviation standard deviation of the function there, without noise, in the same unit
     */
    public record Estimate(double mean, double deviation) {}

    /**
     * Fits from scratch, and decides whether to warp the lower half of the values. On many axes only if they are as good as exact, for
     * of noisy values, how far they are apart tells more of the way up than their ranks. Nor if the function is mostly a sum over the axes and
     * the better half of the values is foreseen better so: then how bad the others are tells of each axis by itself.
     */
    public static Surrogate fit(Observations observations) {
        return fit(observations, Optional.empty());
    }

    /**
     * The same, where a model of the first of these observations is known: the fit starts from its hyperparameters, too.
     *
     * @param before if it was warped as this one is, or neither was, it counts
     */
    public static Surrogate fit(Observations observations, Optional<Surrogate> before) {
        Optional<Surrogate> ranked = fitRanked(observations, before);
        if (ranked.isPresent() && !Shape.manyAxes(observations.dimension())) {
            return ranked.get();
        }
        Surrogate straight = fitStraight(observations, before);
        boolean sum = straight.process.hyperparameters().additive().share() > MOST;
        return ranked.filter(model -> !sum || model.foresight() > straight.foresight()).orElse(straight);
    }

    /** With a warp, if the values ask for one and are exact enough. */
    private static Optional<Surrogate> fitRanked(Observations observations, Optional<Surrogate> before) {
        if (observations.count() < FEWEST_FOR_WARP || !OutputTransform.heavyTailed(observations.values())) {
            return Optional.empty();
        }
        OutputTransform halfRank = OutputTransform.halfRank(observations.values());
        Hyperparameters hyperparameters = full(standardised(observations, halfRank),
                before.filter(model -> model.warped));
        if (hyperparameters.noiseVariance() >= MOST_NOISE_FOR_WARP) {
            return Optional.empty();
        }
        Surrogate ranked = new Surrogate(observations, halfRank, hyperparameters, true);
        return Optional.of(ranked).filter(model -> !Shape.manyAxes(observations.dimension()) || model.exact());
    }

    /**
     * How well each of the better half of the values, which a warp leaves as they are, is foreseen by all others: the mean logarithm of their densities,
     * in the unit of the objective.
     */
    private double foresight() {
        double[] values = observations.values();
        double[] foreseen = process.leaveOneOut();
        return IntStream.range(0, values.length).boxed().sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(values.length / 2).mapToDouble(i -> foreseen[i]).average().orElseThrow()
                - Math.log(transform.scale());
    }

    /** Fits from scratch without a warp: for values that are compared with a limit, or traded for others. */
    public static Surrogate fitStraight(Observations observations) {
        return fitStraight(observations, Optional.empty());
    }

    /** The same, where a model of the first of these observations is known. */
    public static Surrogate fitStraight(Observations observations, Optional<Surrogate> before) {
        OutputTransform standard = OutputTransform.standard(observations.values());
        return new Surrogate(observations, standard,
                full(standardised(observations, standard), before.filter(model -> !model.warped)), false);
    }

    private static Hyperparameters full(Observations standardised, Optional<Surrogate> before) {
        return before.map(model -> HyperparameterFit.full(standardised, model.process.hyperparameters()))
                .orElseGet(() -> HyperparameterFit.full(standardised));
    }

    /** Fits more observations, starting from the hyperparameters of this model and keeping its decision to warp. */
    public Surrogate refined(Observations more) {
        OutputTransform next = transform(more);
        return new Surrogate(more, next, HyperparameterFit.refined(standardised(more, next), process.hyperparameters()),
                warped);
    }

    /**
     * Takes in more observations with the hyperparameters of this model.
     *
     * @param more those of this model, and then others
     */
    public Surrogate extended(Observations more) {
        OutputTransform next = transform(more);
        Observations standardised = standardised(more, next);
        boolean sameNoise = Arrays.stream(more.variances()).allMatch(variance -> variance == 0);
        // known variances are standardised like the values, so that those of before change with each new value
        return new Surrogate(more, next, sameNoise
                ? process.extended(standardised)
                : GaussianProcess.of(standardised, process.hyperparameters()), warped);
    }

    private OutputTransform transform(Observations more) {
        return warped ? OutputTransform.halfRank(more.values()) : OutputTransform.standard(more.values());
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

    /**
     * The expected standardised values of the function at the observed points, without their noise.
     *
     * @return shape (n)
     */
    public double[] smoothed() {
        return process.means(Arrays.asList(observations.points()));
    }

    /**
     * Whether the highest values are as good as exact: either hardly any noise is supposed, or the process differs from them by much
     * less than by the noise that it supposes. The noise has a floor and a prior, so there is always some. The worst value is not among
     * them: a failed evaluation is supposed to have it, of which less is known.
     */
    public boolean exact() {
        double[] values = transform.forward(observations.values());
        double noise = process.hyperparameters().noiseVariance();
        double worst = Arrays.stream(values).min().orElseThrow();
        List<Integer> highest = IntStream.range(0, values.length).filter(i -> values[i] > worst).boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i])).limit(HIGHEST).toList();
        double[] smoothed = process.means(highest.stream().map(i -> observations.points()[i]).toList());
        double missed = IntStream.range(0, smoothed.length).mapToDouble(i -> values[highest.get(i)] - smoothed[i])
                .map(difference -> difference * difference).average().orElse(0);
        return highest.stream().allMatch(i -> observations.variances()[i] == 0)
                && (noise < NEGLIGIBLE || missed < MUCH_LESS * noise);
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

    /** A value on the standardised scale of the process; the model must not be warped. */
    public double standardised(double value) {
        return Double.isInfinite(value) ? value : transform.forward(new double[]{value})[0];
    }

    /** A variance of values on the standardised scale of the process. */
    public double standardisedVariance(double variance) {
        return transform.forwardVariances(new double[]{variance})[0];
    }
}
