package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Acquisition;
import dev.cupel.optimizer.acquisition.Front;
import dev.cupel.optimizer.acquisition.Surrogates;
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
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Bayesian search: a Gaussian process is fitted to what was told, and the point of the highest expected improvement is
 * proposed.
 *
 * <p>Restoring a search fits no model until the next {@code ask}.
 */
public final class Search extends Searcher {
    /** Every so many proposals, one is spread when noise hides the function. */
    private static final int SPREAD_PERIOD = 20;
    private static final double MUCH_NOISE = 0.5;
    /**
     * Every so many proposals, one may be on another hill than the best point, in case that is not the highest; or beyond the ends of the
     * front.
     */
    private static final int ELSEWHERE_PERIOD = 4;
    private static final int ATTEMPTS = 1000;
    /** Of more objectives the boxes of their hypervolume are too many: they are mixed into one. */
    private static final int MOST_TRADED = 4;

    private final SearchSettings settings;
    private final List<double[]> enqueued;
    private final Encoding encoding;
    private final SobolPoints sobol;
    private final Preferences preferences;
    private final Models models;
    private final FreshStart freshStart;

    private Search(Space space, SearchSettings settings, List<double[]> enqueued, Advice advice) {
        super(space, new History(space, settings, advice.earlier()));
        this.settings = settings;
        this.enqueued = enqueued.stream().map(space::checked).map(space::snapped).toList();
        this.encoding = Encoding.of(space, advice.studies());
        this.sobol = new SobolPoints(space, settings.seed());
        this.preferences = new Preferences(space, encoding, advice.beliefs());
        this.models = new Models(history, encoding, settings.goal().limits());
        this.freshStart = new FreshStart(space, settings, advice, history);
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
        if (origin == Origin.ACQUISITION && history.objectives() == 1 && models.first().exact()) {
            Optional<Proposal> fresh = freshStart.proposal(index);
            if (fresh.isPresent()) {
                return add(index, fresh.get().point(), fresh.get().origin());
            }
        }
        double[] point = switch (origin) {
            case ENQUEUED -> enqueued.get(index).clone();
            case SOBOL -> unknown(spread(index - enqueued.size()), index);
            case ACQUISITION -> mostPromising(index);
            case REPLICATION, RANDOM, LATIN_HYPERCUBE, EVOLUTION, PARZEN, EARLIER, ADOPTED ->
                throw new IllegalStateException("not by this search: " + origin);
        };
        boolean replicates = settings.replicates() && origin == Origin.ACQUISITION && history.objectives() == 1;
        Optional<double[]> again = replicates && !models.first().exact()
                ? replicate(point)
                : Optional.empty();
        return again.map(known -> add(index, known, Origin.REPLICATION)).orElseGet(() -> add(index, point, origin));
    }

    @Override
    public List<Recommendation> front() {
        List<Recommendation> holding = holding();
        return Compromise.sorted(Front.of(holding.stream().map(Compromise::means).toList()).stream().map(holding::get)
                .toList());
    }

    @Override
    public List<Recommendation> ranked() {
        return holding().stream().sorted(Comparator.comparingDouble(one -> -one.mean())).toList();
    }

    /** The different points where the limits probably hold, or else the one where they most probably do. */
    private List<Recommendation> holding() {
        Map<List<Double>, History.Told> different = new LinkedHashMap<>();
        history.measured().forEach(
                one -> different.putIfAbsent(Arrays.stream(one.proposal().point()).boxed().toList(), one));
        List<History.Told> measured = List.copyOf(different.values());
        Surrogates surrogates = models.current();
        List<double[]> features = measured.stream().map(one -> encoding.encoded(one.proposal().point())).toList();
        double[] logProbabilities = surrogates.logProbabilities(features);
        List<Recommendation> all = recommendations(measured, features, logProbabilities, surrogates);
        int likeliest = IntStream.range(0, all.size()).boxed()
                .max(Comparator.comparingDouble(i -> logProbabilities[i])).orElseThrow();
        return Surrogates.holds(logProbabilities[likeliest])
                ? IntStream.range(0, all.size()).filter(i -> Surrogates.holds(logProbabilities[i])).mapToObj(all::get)
                        .toList()
                : List.of(all.get(likeliest));
    }

    private static List<Recommendation> recommendations(List<History.Told> measured, List<double[]> features,
            double[] logProbabilities, Surrogates surrogates) {
        List<Boolean> exact = surrogates.objectives().stream().map(Surrogate::exact).toList();
        return IntStream.range(0, measured.size()).mapToObj(i -> {
            Proposal proposal = measured.get(i).proposal();
            List<Double> values = measured.get(i).measured().orElseThrow().values();
            List<Surrogate.Estimate> estimates = surrogates.objectives().stream()
                    .map(objective -> objective.estimate(features.get(i))).toList();
            return new Recommendation(proposal.index(), proposal.point(), proposal.values(),
                    IntStream.range(0, values.size())
                            .mapToObj(m -> exact.get(m) ? values.get(m) : estimates.get(m).mean()).toList(),
                    estimates.stream().map(Surrogate.Estimate::deviation).toList(), Math.exp(logProbabilities[i]));
        }).toList();
    }

    /**
     * What is expected of the first objective at any point.
     *
     * @param point in the unit cube, shape (D)
     * @throws SearchException if no value was told yet
     */
    public Surrogate.Estimate estimate(double[] point) {
        return models.first().estimate(encoding.encoded(space.snapped(space.checked(point))));
    }

    /**
     * The distance over which the first objective changes along each axis, by the names of the axes, in units of the cube: below 1
     * an axis matters much, far above 1 little. Of a choice it is the shortest of its options'.
     *
     * @throws SearchException if no value was told yet
     */
    public Map<String, Double> lengthScales() {
        double[] lengthScales = models.first().process().hyperparameters().lengthScales();
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
        boolean blind = !history.informs();
        return index < settings.initial() - history.earlier() || blind || spreads(index)
                ? Origin.SOBOL
                : Origin.ACQUISITION;
    }

    private boolean spreads(int index) {
        return index % SPREAD_PERIOD == SPREAD_PERIOD - 1
                && models.first().process().hyperparameters().noiseVariance() > MUCH_NOISE;
    }

    /**
     * The first point is the centre: on many axes no other is as near to wherever the best may be. Every second one, the first too, is
     * drawn towards what is believed, the others are not, in case it is wrong.
     */
    private double[] spread(int number) {
        double[] point = number == 0 ? centre() : sobol.raw(number);
        return space.admissible(number % 2 == 0 ? preferences.drawn(point) : point);
    }

    private double[] centre() {
        double[] centre = new double[space.dimension()];
        Arrays.fill(centre, 0.5);
        return centre;
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
        long seed = new Seeds(settings.seed()).random(index, 0).nextLong();
        int objectives = history.objectives();
        if (objectives == 1) {
            Surrogates surrogates = models.current();
            Acquisition acquisition = acquisition(surrogates, seed);
            if (!settings.trustRegion()) {
                return encoding.decoded(acquisition.near(TrustRegion.EVERYWHERE));
            }
            TrustRegion trust = trust(surrogates);
            return encoding
                    .decoded(index % ELSEWHERE_PERIOD == 0 ? acquisition.elsewhere(trust) : acquisition.near(trust));
        }
        if (objectives <= MOST_TRADED) {
            Acquisition acquisition = acquisition(models.current(), seed);
            List<Double> reference = settings.goal().reference();
            return encoding.decoded(index % ELSEWHERE_PERIOD == 0
                    ? acquisition.longerFront(reference)
                    : acquisition.front(reference));
        }
        Surrogates surrogates = models.mixed(Mixture.drawn(history, new Seeds(seed)));
        return encoding.decoded(acquisition(surrogates, seed).near(TrustRegion.EVERYWHERE));
    }

    private Acquisition acquisition(Surrogates surrogates, long seed) {
        return new Acquisition(surrogates, pendingFeatures(), encoding,
                preferences.after(history.count() - history.earlier()), seed);
    }

    private List<double[]> pendingFeatures() {
        return history.pending().stream().map(proposal -> encoding.encoded(proposal.point())).toList();
    }

    /** The trust region after the outcomes of this search; a point where a limit is broken is no improvement. */
    private TrustRegion trust(Surrogates surrogates) {
        Surrogate surrogate = surrogates.objectives().getFirst();
        double[] smoothed = surrogate.smoothed();
        double[] logProbabilities = surrogates.logProbabilities(Arrays.asList(surrogate.observations().points()));
        double[] own = IntStream.range(history.earlier(), smoothed.length)
                .mapToDouble(i -> Surrogates.holds(logProbabilities[i]) ? smoothed[i] : Double.NEGATIVE_INFINITY)
                .toArray();
        int initial = Math.max(settings.initial() - history.earlier(), enqueued.size());
        return TrustRegion.after(own, initial, space.dimension());
    }

    /** Of the first objective, where it was measured, in rising order. */
    private static double[] variances(Stream<History.Told> told) {
        return told.flatMap(one -> one.measured().stream()).mapToDouble(measured -> measured.variances().getFirst())
                .sorted().toArray();
    }

    /** The evaluated point of which another measurement is worth more than one of a new point. */
    private Optional<double[]> replicate(double[] fresh) {
        double[] own = variances(history.told().stream().skip(history.earlier()));
        double[] variances = own.length > 0 ? own : variances(history.told().stream());
        return acquisition(models.current(), 0)
                .replicate(encoding.encoded(fresh), variances[variances.length / 2])
                .map(history.told()::get).filter(told -> told.measured().isPresent())
                .map(told -> told.proposal().point());
    }
}
