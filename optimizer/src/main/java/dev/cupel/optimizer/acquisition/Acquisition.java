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
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * The search for the point of the highest expected improvement inside a trust region.
 *
 * <pre>
 * F         number of features
 * n         number of evaluated points
 * raw       candidates: {@value #SPREAD} spread over the region and {@value #NEAR} near the best evaluated points
 * starts    the {@value #STARTS} best of raw, and the two best evaluated points, moved a little
 * x         where the best descent from a start ends
 * </pre>
 *
 * <p>The incumbent f* is the highest expected value at an evaluated point, not the highest measured one, which under noise
 * is the luckiest.
 */
public final class Acquisition {
    private static final int SPREAD = 512;
    private static final int NEAR = 512;
    private static final int STARTS = 4;
    private static final double GOOD_SHARE = 0.05;
    /** How far a coordinate is moved; with a second, shorter distance fewer runs left the hill that they found first. */
    private static final double MOVE = 0.1;
    private static final double NUDGE = 1e-3;
    /** Nearer than this in every coordinate, a point is one that was evaluated. */
    private static final double SAME = 1e-6;
    /** Nearer than this in every coordinate, a point is one that is being evaluated. */
    private static final double SAME_AS_PENDING = 1e-3;
    private static final int ATTEMPTS = 1000;

    private final GaussianProcess process;
    private final Encoding encoding;
    private final List<double[]> evaluated;
    private final List<double[]> pending;
    private final double incumbent;
    private final Box region;
    private final Candidates candidates;
    private final Preference preference;

    private Acquisition(Surrogate model, List<double[]> pending, TrustRegion trust, Encoding encoding,
            Preference preference, long seed) {
        // a point of an earlier search counts for what it would give in this one
        double[][] points = Arrays.stream(model.observations().points()).map(encoding::admissible)
                .toArray(double[][]::new);
        double[] smoothed = Arrays.stream(points).mapToDouble(point -> model.process().at(point).mean()).toArray();
        this.process = model.process().believing(pending);
        this.encoding = encoding;
        this.preference = preference;
        this.evaluated = IntStream.range(0, points.length).boxed()
                .sorted(Comparator.comparingDouble(i -> -smoothed[i])).map(i -> points[i]).toList();
        this.pending = pending;
        this.incumbent = IntStream.range(0, points.length).mapToDouble(i -> smoothed[i]).max().orElseThrow();
        this.region = trust.around(evaluated.getFirst(), process.hyperparameters().lengthScales());
        this.candidates = new Candidates(region, encoding, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    /**
     * The point to evaluate next.
     *
     * @param model what is known
     * @param pending points that are being evaluated; the model takes it that they give what it expects
     * @param trust how far from the best evaluated point the next one may be
     * @param encoding which features a point can have
     * @param preference what is added to LogEI
     * @param seed chooses the candidates; the same arguments give the same point
     * @return features, shape (F), neither of an evaluated nor of a pending point unless there are no others
     */
    public static double[] mostPromising(Surrogate model, List<double[]> pending, TrustRegion trust, Encoding encoding,
            Preference preference, long seed) {
        Acquisition acquisition = new Acquisition(model, pending, trust, encoding, preference, seed);
        return acquisition.unknown(acquisition.maximum());
    }

    private double[] maximum() {
        double highest = incumbent;
        for (double[] point : pending) {
            highest = Math.max(highest, process.at(point).mean());
        }
        Merit merit = new Merit(new LogExpectedImprovement(process, highest), preference);
        Ascent ascent = new Ascent(merit, encoding, region, process.hyperparameters().lengthScales());
        double[] best = null;
        double bestValue = Double.NEGATIVE_INFINITY;
        for (double[] start : starts(merit)) {
            Descent.Minimum end = ascent.from(start);
            if (best == null || -end.value() > bestValue) {
                best = end.x();
                bestValue = -end.value();
            }
        }
        return best;
    }

    private List<double[]> starts(Merit merit) {
        int good = Math.max(1, (int) Math.ceil(GOOD_SHARE * evaluated.size()));
        List<double[]> raw = new ArrayList<>(candidates.spread(SPREAD));
        raw.addAll(candidates.near(evaluated.subList(0, good), NEAR, MOVE));
        double[] values = raw.stream().mapToDouble(merit::at).toArray();
        List<double[]> starts = new ArrayList<>(IntStream.range(0, raw.size()).boxed()
                .sorted(Comparator.comparingDouble(i -> -values[i])).limit(STARTS).map(raw::get).toList());
        for (double[] best : evaluated.subList(0, Math.min(2, evaluated.size()))) {
            starts.add(candidates.near(best, NUDGE));
        }
        return starts;
    }

    /** The point itself, or one near the best that is not known already, or one anywhere. */
    private double[] unknown(double[] point) {
        double[] next = point;
        for (int attempt = 0; attempt < ATTEMPTS && known(next); attempt++) {
            next = candidates.near(evaluated.getFirst(), MOVE);
        }
        for (int attempt = 0; attempt < ATTEMPTS && known(next); attempt++) {
            next = candidates.mutated(next);
        }
        return next;
    }

    private boolean known(double[] point) {
        return evaluated.stream().anyMatch(other -> near(point, other, SAME))
                || pending.stream().anyMatch(other -> near(point, other, SAME_AS_PENDING));
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
