package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.descent.Box;
import dev.cupel.optimizer.descent.Descent;
import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * The search for the point of the highest merit.
 *
 * <pre>
 * F         number of features
 * n         number of evaluated points
 * raw       candidates: {@value #SPREAD} spread over the region and {@value #NEAR} near the best evaluated points
 * starts    the {@value #STARTS} best of raw, and the two best evaluated points, moved a little
 * x         where the best descent from a start ends
 * </pre>
 */
public final class Acquisition {
    private static final int SPREAD = 512;
    private static final int NEAR = 512;
    private static final int STARTS = 4;
    /** How far a coordinate is moved; with a second, shorter distance fewer runs left the hill that they found first. */
    private static final double MOVE = 0.1;
    private static final double NUDGE = 1e-3;
    /** Nearer than this in every coordinate, a point is one that was evaluated. */
    private static final double SAME = 1e-6;
    /** Nearer than this in every coordinate, a point is one that is being evaluated. */
    private static final double SAME_AS_PENDING = 1e-3;
    private static final int ATTEMPTS = 1000;
    /** What is nearer to the best point is on the same hill: a side in the unit of the trust region's. */
    private static final double HILL = 0.4;
    /** So much more of a merit, which is a logarithm, that another hill can wait: in a long valley nothing else gains as much. */
    private static final double MUCH_MORE = 2;
    /** How many of the best points may be worth another measurement. */
    private static final int REPLICABLE = 5;
    /** How many of the best points may be recommended after it. */
    private static final int RECOMMENDABLE = 30;

    private final Surrogates surrogates;
    private final List<double[]> points;
    private final List<double[]> pending;
    private final Encoding encoding;
    private final Merit preference;
    private final long seed;

    /**
     * Prepares a choice.
     *
     * @param surrogates what is known
     * @param pending features of the points that are being evaluated
     * @param encoding which features a point can have
     * @param preference what a person believes, added to the merit
     * @param seed chooses the candidates; the same arguments give the same point
     */
    public Acquisition(Surrogates surrogates, List<double[]> pending, Encoding encoding, Merit preference, long seed) {
        this.surrogates = surrogates;
        // a point of an earlier search counts for what it would give in this one
        this.points = Arrays.stream(surrogates.objectives().getFirst().observations().points())
                .map(encoding::admissible)
                .toList();
        this.pending = List.copyOf(pending);
        this.encoding = encoding;
        this.preference = preference;
        this.seed = seed;
    }

    /**
     * The point where one objective is expected to improve the most near the best evaluated point.
     *
     * @param trust how near
     * @return features, shape (F), neither of an evaluated nor of a pending point unless there are no others
     */
    public double[] near(TrustRegion trust) {
        return near(new HighestValue(surrogates, points).aim(pending), trust);
    }

    private double[] near(Aim aim, TrustRegion trust) {
        return best(aim, trust.around(aim.evaluated().getFirst(), lengths()));
    }

    /**
     * The point where it is expected to improve the most on another hill, unless much more is expected near the best
     * evaluated point.
     *
     * @param trust what is near; at least the hill of the best evaluated point is
     * @return features, shape (F), as above
     */
    public double[] elsewhere(TrustRegion trust) {
        Aim aim = new HighestValue(surrogates, points).aim(pending);
        double[] near = near(aim, trust);
        double[] elsewhere = elsewhere(aim, trust);
        return merit(aim).at(elsewhere) > merit(aim).at(near) - MUCH_MORE ? elsewhere : near;
    }

    /**
     * Some hills are reached by changing few coordinates of a good point; the most promising one is climbed within a region of its
     * own.
     */
    private double[] elsewhere(Aim aim, TrustRegion trust) {
        Box hill = new TrustRegion(Math.max(trust.side(), HILL)).around(aim.evaluated().getFirst(), lengths());
        Candidates candidates = candidates(Box.unit(encoding.dimension()));
        List<double[]> raw = new ArrayList<>(candidates.spread(SPREAD));
        raw.addAll(candidates.jumped(aim.evaluated().subList(0, aim.good()), NEAR));
        raw.removeIf(point -> Arrays.equals(point, hill.clamp(point)));
        if (raw.isEmpty()) {
            return near(aim, trust);
        }
        double[] start = highest(aim, raw).getFirst();
        Box around = new TrustRegion(HILL).around(start, lengths());
        return unknown(climbed(aim, around, List.of(start)), aim.evaluated(), candidates);
    }

    /**
     * The point that is expected to add the most to the front of two to four objectives.
     *
     * @param reference of each objective the value below which it is of no use; empty to find them
     * @return features, shape (F), as above
     */
    public double[] front(List<Double> reference) {
        return front(reference, false);
    }

    /**
     * The point that is expected to add the most to a front that may become longer, whatever that costs in one of the objectives.
     *
     * @param reference as above; if there is one it says how long the front may be
     * @return features, shape (F), as above
     */
    public double[] longerFront(List<Double> reference) {
        return front(reference, true);
    }

    private double[] front(List<Double> reference, boolean wide) {
        return best(new LargestFront(surrogates, points, reference, wide).aim(pending), Box.unit(encoding.dimension()));
    }

    /**
     * An evaluated point of which another measurement is worth more than one of a new point.
     *
     * @param fresh features of the new point
     * @param noise variance of one measurement, in the unit of the objective squared, beyond the noise that the model learned
     * @return its place among the observed points; empty if none is worth more
     */
    public Optional<Integer> replicate(double[] fresh, double noise) {
        Surrogate surrogate = surrogates.objectives().getFirst();
        GaussianProcess process = surrogate.process().believing(pending);
        double one = process.hyperparameters().noiseVariance() + surrogate.standardisedVariance(noise);
        double[] logProbabilities = surrogates.logProbabilities(points);
        List<GaussianProcess.Prediction> predictions = process.at(points);
        List<Integer> best = new ArrayList<>();
        IntStream.range(0, points.size()).filter(i -> Surrogates.holds(logProbabilities[i])).boxed()
                .sorted(Comparator.comparingDouble(i -> -predictions.get(i).mean())).forEach(i -> {
                    if (best.size() < RECOMMENDABLE
                            && best.stream().noneMatch(k -> near(points.get(i), points.get(k), SAME))) {
                        best.add(i);
                    }
                });
        KnowledgeGradient gradient = new KnowledgeGradient(process, best.stream().map(points::get).toList(), one);
        double atLeast = gradient.at(fresh);
        return best.stream().limit(REPLICABLE)
                .filter(i -> pending.stream().noneMatch(other -> isNearPending(points.get(i), other)))
                .filter(i -> gradient.at(points.get(i)) > atLeast)
                .max(Comparator.comparingDouble(i -> gradient.at(points.get(i))));
    }

    private double[] lengths() {
        return surrogates.objectives().getFirst().process().hyperparameters().lengthScales();
    }

    private Candidates candidates(Box box) {
        return new Candidates(box, encoding, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    private Merit merit(Aim aim) {
        return Merit.sum(List.of(aim.merit(), preference));
    }

    private double[] best(Aim aim, Box region) {
        Candidates candidates = candidates(region);
        return unknown(climbed(aim, region, starts(aim, candidates)), aim.evaluated(), candidates);
    }

    /** The highest of the ends of the ways up from some starts, the first of them if several are as high. */
    private double[] climbed(Aim aim, Box box, List<double[]> starts) {
        Ascent ascent = new Ascent(merit(aim), encoding, box, lengths());
        Descent.Minimum highest = starts.stream().parallel().map(ascent::from)
                .min(Comparator.comparingDouble(Descent.Minimum::value)).orElseThrow();
        // a projection from far away may end a little beside a constraint
        return encoding.admissible(highest.x());
    }

    private List<double[]> starts(Aim aim, Candidates candidates) {
        List<double[]> raw = new ArrayList<>(candidates.spread(SPREAD));
        raw.addAll(candidates.near(aim.evaluated().subList(0, aim.good()), NEAR, MOVE));
        List<double[]> starts = new ArrayList<>(highest(aim, raw));
        for (double[] best : aim.evaluated().subList(0, Math.min(2, aim.evaluated().size()))) {
            starts.add(candidates.near(best, NUDGE));
        }
        return starts;
    }

    /** The candidates of the highest merit. */
    private List<double[]> highest(Aim aim, List<double[]> raw) {
        double[] values = merit(aim).at(raw);
        return IntStream.range(0, raw.size()).boxed().sorted(Comparator.comparingDouble(i -> -values[i]))
                .limit(STARTS).map(raw::get).toList();
    }

    /** The point itself, or one near the best that is not known already, or one anywhere; if all are known, the point itself. */
    private double[] unknown(double[] point, List<double[]> evaluated, Candidates candidates) {
        double[] next = point;
        for (int attempt = 0; attempt < ATTEMPTS && known(next); attempt++) {
            next = candidates.near(evaluated.getFirst(), MOVE);
        }
        for (int attempt = 0; attempt < ATTEMPTS && known(next); attempt++) {
            next = candidates.mutated(next);
        }
        return known(next) ? point : next;
    }

    private boolean known(double[] point) {
        return IntStream.range(0, points.size())
                .anyMatch(i -> surrogates.measured(i, points.get(i)) && near(point, points.get(i), SAME))
                || pending.stream().anyMatch(other -> isNearPending(point, other));
    }

    /** Whether a point is as near to a pending one as if it were the same. */
    public static boolean isNearPending(double[] point, double[] pending) {
        return near(point, pending, SAME_AS_PENDING);
    }

    private static boolean near(double[] a, double[] b, double distance) {
        for (int j = 0; j < a.length; j++) {
            if (Math.abs(a[j] - b[j]) > distance) {
                return false;
            }
        }
        return true;
    }
}
