package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Acquisition;
import dev.cupel.optimizer.acquisition.TrustRegion;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Space;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Bayesian search: a Gaussian process is fitted to what was told, and the point of the highest expected improvement is
 * proposed.
 *
 * <p>Restoring a search fits no model until the next {@code ask}.
 */
public final class Search implements Searcher {
    /** Every so many proposals, one is spread when noise hides the function. */
    private static final int SPREAD_PERIOD = 20;
    private static final double MUCH_NOISE = 0.5;
    private static final int ATTEMPTS = 1000;

    private final Space space;
    private final SearchSettings settings;
    private final List<double[]> enqueued;
    private final Encoding encoding;
    private final SobolPoints sobol;
    private final Preferences preferences;
    private final History history;
    private final Model model;

    private Search(Space space, SearchSettings settings, List<double[]> enqueued, Advice advice) {
        this.space = space;
        this.settings = settings;
        this.enqueued = enqueued.stream().map(space::checked).toList();
        this.encoding = advice.earlier().isEmpty() ? Encoding.of(space) : Encoding.ofTwoSearches(space);
        this.history = new History(space, advice.earlier());
        this.sobol = new SobolPoints(space, settings.seed());
        this.preferences = new Preferences(space, encoding, advice.beliefs());
        this.model = new Model(history, encoding);
    }

    /**
     * A new search.
     *
     * @param enqueued points of the unit cube to propose first, each of shape (D); all of them are proposed, even if they are
     *     more than {@link SearchSettings#initial}
     */
    public static Search create(Space space, SearchSettings settings, List<double[]> enqueued) {
        return create(space, settings, enqueued, Advice.NONE);
    }

    /**
     * A new search that knows something already. Outcomes of an earlier search take the place of initial points.
     *
     * @param enqueued as above
     */
    public static Search create(Space space, SearchSettings settings, List<double[]> enqueued, Advice advice) {
        return new Search(space, settings, enqueued, advice);
    }

    @Override
    public Proposal ask() {
        int index = history.nextIndex();
        Origin origin = origin(index);
        double[] point = switch (origin) {
            case ENQUEUED -> enqueued.get(index).clone();
            case SOBOL -> unknown(spread(index - enqueued.size()), index);
            case ACQUISITION -> mostPromising(index);
            case RANDOM, LATIN_HYPERCUBE, EVOLUTION, PARZEN, EARLIER, ADOPTED ->
                throw new IllegalStateException("not by this search: " + origin);
        };
        return add(index, point, origin);
    }

    @Override
    public Proposal adopt(int index, double[] point) {
        return add(index, space.snapped(space.checked(point)), Origin.ADOPTED);
    }

    private Proposal add(int index, double[] point, Origin origin) {
        Proposal proposal = new Proposal(index, point, space.values(point), origin);
        history.add(proposal);
        return proposal;
    }

    @Override
    public void startAt(int index) {
        history.startAt(index);
    }

    @Override
    public void tell(int index, Outcome outcome) {
        history.tell(index, outcome);
    }

    @Override
    public List<Proposal> pending() {
        return history.pending();
    }

    /**
     * The evaluated point with the highest expected value.
     *
     * @throws SearchException if no value was told yet
     */
    @Override
    public Recommendation recommend() {
        List<History.Told> measured = history.measured();
        Surrogate surrogate = model.current();
        return measured.stream().map(History.Told::proposal).map(proposal -> {
            Surrogate.Estimate estimate = surrogate.estimate(encoding.encoded(proposal.point()));
            return new Recommendation(proposal.index(), proposal.point(), proposal.values(), estimate.mean(),
                    estimate.deviation());
        }).max(Comparator.comparingDouble(Recommendation::mean)).orElseThrow();
    }

    /**
     * What is expected at any point.
     *
     * @param point in the unit cube, shape (D)
     * @throws SearchException if no value was told yet
     */
    public Surrogate.Estimate estimate(double[] point) {
        return model.current().estimate(encoding.encoded(space.snapped(space.checked(point))));
    }

    /**
     * The distance over which the function changes along each axis, by the names of the axes, in units of the cube: below 1
     * an axis matters much, far above 1 little. Of a choice it is the shortest of its options'.
     *
     * @throws SearchException if no value was told yet
     */
    public Map<String, Double> lengthScales() {
        double[] lengthScales = model.current().process().hyperparameters().lengthScales();
        Map<String, Double> named = new LinkedHashMap<>();
        for (int f = 0; f < encoding.ownDimension(); f++) {
            named.merge(space.axes().get(encoding.axis(f)).name(), lengthScales[f], Math::min);
        }
        return Collections.unmodifiableMap(named);
    }

    private Origin origin(int index) {
        if (index < enqueued.size()) {
            return Origin.ENQUEUED;
        }
        boolean blind = !model.exists();
        return index < settings.initial() - history.earlier() || blind || spreads(index)
                ? Origin.SOBOL
                : Origin.ACQUISITION;
    }

    private boolean spreads(int index) {
        return index % SPREAD_PERIOD == SPREAD_PERIOD - 1
                && model.current().process().hyperparameters().noiseVariance() > MUCH_NOISE;
    }

    /** Every second point is drawn towards what is believed, the others are not, in case it is wrong. */
    private double[] spread(int number) {
        double[] point = sobol.point(number);
        return number % 2 == 0 ? space.admissible(preferences.drawn(point)) : point;
    }

    /** The point itself, or a random one if a space of few points had it already. */
    private double[] unknown(double[] point, int index) {
        Seeds seeds = new Seeds(settings.seed());
        double[] next = point;
        for (int attempt = 1; attempt < ATTEMPTS && history.knows(next); attempt++) {
            next = space.admissible(seeds.random(index, attempt).doubles(space.dimension()).toArray());
        }
        return next;
    }

    private double[] mostPromising(int index) {
        Surrogate surrogate = model.current();
        int initial = Math.max(settings.initial() - history.earlier(), enqueued.size());
        double[] smoothed = surrogate.smoothed();
        double[] own = Arrays.copyOfRange(smoothed, history.earlier(), smoothed.length);
        TrustRegion trust = TrustRegion.after(own, initial, encoding.dimension());
        List<double[]> pending = history.pending().stream().map(proposal -> encoding.encoded(proposal.point()))
                .toList();
        long seed = new Seeds(settings.seed()).random(index, 0).nextLong();
        return encoding.decoded(Acquisition.mostPromising(surrogate, pending, trust, encoding,
                preferences.after(history.count() - history.earlier()), seed));
    }
}
