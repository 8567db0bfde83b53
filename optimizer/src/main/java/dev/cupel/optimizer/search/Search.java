package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Acquisition;
import dev.cupel.optimizer.acquisition.TrustRegion;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Sobol;
import dev.cupel.optimizer.space.Space;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A search for the highest value of an unknown, maybe noisy function on a space.
 *
 * <pre>{@code
 * Search search = Search.create(space, SearchSettings.bayesian(seed, 16), baselines);
 * Proposal proposal = search.ask();
 * search.tell(proposal.index(), evaluate(proposal.values()));
 * Recommendation best = search.recommend();
 * }</pre>
 *
 * <p>Several proposals may be pending at a time. What {@link #ask} gives follows from the space, the settings, the enqueued
 * points, the outcomes in the order in which they were told, and the pending proposals. So a search that stopped goes on,
 * bit by bit, when a new one {@linkplain #adopt adopts} the old proposals and is told their outcomes in the same order;
 * this fits no model until the next {@code ask}.
 *
 * <p>Not for use by several threads at once.
 */
public final class Search {
    /** Every so many proposals, one is spread when noise hides the function. */
    private static final int SPREAD_PERIOD = 20;
    private static final double MUCH_NOISE = 0.5;

    private final Space space;
    private final SearchSettings settings;
    private final List<double[]> enqueued;
    private final History history = new History();
    private final Model model = new Model(history);

    private Search(Space space, SearchSettings settings, List<double[]> enqueued) {
        this.space = space;
        this.settings = settings;
        this.enqueued = enqueued.stream().map(space::checked).toList();
    }

    /**
     * A new search.
     *
     * @param enqueued points of the unit cube to propose first, each of shape (D); all of them are proposed, even if they are
     *     more than {@link SearchSettings#initial}
     */
    public static Search create(Space space, SearchSettings settings, List<double[]> enqueued) {
        return new Search(space, settings, enqueued);
    }

    /** Proposes the next point, which is pending from now on. */
    public Proposal ask() {
        int index = history.nextIndex();
        Origin origin = origin(index);
        double[] point = switch (origin) {
            case ENQUEUED -> enqueued.get(index).clone();
            case SOBOL -> sobol(index);
            case ACQUISITION -> mostPromising(index);
            case RANDOM -> random(index).doubles(space.dimension()).toArray();
            case ADOPTED -> throw new IllegalStateException("only adopt makes this");
        };
        return add(index, point, origin);
    }

    /**
     * Takes over a proposal of an earlier run of the same search; it is pending until it is told.
     *
     * @param index its number; not used before
     * @param point in the unit cube, shape (D)
     */
    public Proposal adopt(int index, double[] point) {
        return add(index, space.checked(point), Origin.ADOPTED);
    }

    private Proposal add(int index, double[] point, Origin origin) {
        Proposal proposal = new Proposal(index, point, space.values(point), origin);
        history.add(proposal);
        return proposal;
    }

    /**
     * Tells the value of a pending proposal.
     *
     * @param value finite, higher is better
     */
    public void tell(int index, double value) {
        history.measured(index, value, 0);
    }

    /**
     * Tells the value of a pending proposal and how well it is known.
     *
     * @param value finite, higher is better
     * @param variance of the value as a mean of several measurements, in its unit squared; noise beyond it is learned
     */
    public void tell(int index, double value, double variance) {
        history.measured(index, value, variance);
    }

    /** Tells that a pending proposal could not be evaluated; the search avoids its surroundings. */
    public void tellFailed(int index) {
        history.failed(index);
    }

    /** The proposals that were not told yet, in the order in which they were asked. */
    public List<Proposal> pending() {
        return history.pending();
    }

    /**
     * The evaluated point with the highest expected value.
     *
     * @throws SearchException if no value was told yet
     */
    public Recommendation recommend() {
        Surrogate surrogate = model.current();
        return history.measured().stream().map(measured -> {
            Surrogate.Estimate estimate = surrogate.estimate(measured.proposal().point());
            return new Recommendation(measured.proposal().index(), measured.proposal().point(),
                    measured.proposal().values(), estimate.mean(), estimate.deviation());
        }).max(Comparator.comparingDouble(Recommendation::mean)).orElseThrow();
    }

    /**
     * What is expected at any point.
     *
     * @param point in the unit cube, shape (D)
     * @throws SearchException if no value was told yet
     */
    public Surrogate.Estimate estimate(double[] point) {
        return model.current().estimate(space.checked(point));
    }

    /**
     * The distance over which the function changes along each axis, by the names of the axes, in units of the cube: below 1
     * an axis matters much, far above 1 little.
     *
     * @throws SearchException if no value was told yet
     */
    public Map<String, Double> lengthScales() {
        double[] lengthScales = model.current().process().hyperparameters().lengthScales();
        Map<String, Double> named = new LinkedHashMap<>();
        for (int j = 0; j < lengthScales.length; j++) {
            named.put(space.axes().get(j).name(), lengthScales[j]);
        }
        return Collections.unmodifiableMap(named);
    }

    private Origin origin(int index) {
        if (index < enqueued.size()) {
            return Origin.ENQUEUED;
        }
        if (settings.method() == Method.RANDOM) {
            return Origin.RANDOM;
        }
        boolean blind = !model.exists();
        return index < settings.initial() || blind || spreads(index) ? Origin.SOBOL : Origin.ACQUISITION;
    }

    private boolean spreads(int index) {
        return index % SPREAD_PERIOD == SPREAD_PERIOD - 1
                && model.current().process().hyperparameters().noiseVariance() > MUCH_NOISE;
    }

    /** Point number {@code index} of one sequence for the whole search: no two are alike, and no state is needed. */
    private double[] sobol(int index) {
        Sobol sobol = Sobol.scrambled(space.dimension(), settings.seed());
        double[] point = sobol.next();
        for (int i = enqueued.size(); i < index; i++) {
            point = sobol.next();
        }
        return point;
    }

    private double[] mostPromising(int index) {
        Surrogate surrogate = model.current();
        int initial = Math.max(settings.initial(), enqueued.size());
        TrustRegion trust = TrustRegion.after(surrogate.smoothed(), initial, space.dimension());
        List<double[]> pending = history.pending().stream().map(Proposal::point).toList();
        return Acquisition.mostPromising(surrogate, pending, trust, random(index).nextLong());
    }

    private RandomGenerator random(int index) {
        // the golden ratio's bits set neighbouring indices far apart
        return RandomGeneratorFactory.of("L64X128MixRandom")
                .create(settings.seed() + (index + 1) * 0x9E3779B97F4A7C15L);
    }
}
