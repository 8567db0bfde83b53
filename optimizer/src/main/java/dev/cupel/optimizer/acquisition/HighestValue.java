package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.Fantasies;
import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Normal;
import dev.cupel.optimizer.space.Sobol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The aim at the highest value of one objective.
 *
 * <p>The incumbent f* is the highest expected value at an evaluated point where the limits probably hold, not the highest measured
 * one, which under noise is the luckiest. Where there is noise the values of the contenders are drawn, for it is uncertain which of them is
 * the highest, and by how much a point near them, which shares in what is not known of them, can be higher. So are the values of
 * the points that are being evaluated: each draw has an incumbent of its own.
 * As long as there is no incumbent, a point is sought where the limits hold.
 */
final class HighestValue {
    private static final double GOOD_SHARE = 0.05;
    /** How many draws there are; the deviates are the same each time. */
    private static final int DRAWS = 32;
    private static final long SCRAMBLE = 1;
    /** How many evaluated points may be the best at most. */
    private static final int CONTENDERS = 8;
    /** Of more pending points the later ones are taken to give what is expected. */
    private static final int MOST_DRAWN = 32;

    private final Surrogates surrogates;
    private final List<double[]> points;
    private final List<GaussianProcess.Prediction> predictions;
    private final double[] logProbabilities;
    private final List<Integer> order;

    HighestValue(Surrogates surrogates, List<double[]> points) {
        this.surrogates = surrogates;
        this.points = points;
        this.predictions = surrogates.objectives().getFirst().process().at(points);
        this.logProbabilities = surrogates.logProbabilities(points);
        this.order = IntStream.range(0, points.size()).boxed()
                .sorted(Comparator.comparing((Integer i) -> !holds(i))
                        .thenComparingDouble(i -> holds(i) ? -predictions.get(i).mean() : -logProbabilities[i]))
                .toList();
    }

    private boolean holds(int i) {
        return Surrogates.holds(logProbabilities[i]);
    }

    /**
     * The aim.
     *
     * @param pending features of the points that are being evaluated
     */
    Aim aim(List<double[]> pending) {
        List<double[]> best = order.stream().map(points::get).toList();
        int good = Math.max(1, (int) Math.ceil(GOOD_SHARE * best.size()));
        List<Merit> merits = new ArrayList<>(List.of(surrogates.feasibility()));
        if (holds(order.getFirst())) {
            merits.add(improvement(pending));
        }
        return new Aim(Merit.sum(merits), best, good);
    }

    private Merit improvement(List<double[]> pending) {
        int drawn = Math.min(MOST_DRAWN, pending.size());
        GaussianProcess process = surrogates.objectives().getFirst().process()
                .believing(pending.subList(drawn, pending.size()));
        List<double[]> uncertain = new ArrayList<>(contenders());
        boolean certain = uncertain.isEmpty();
        double known = order.stream().filter(this::holds).filter(i -> certain || !measured(i))
                .mapToDouble(i -> predictions.get(i).mean()).max().orElse(Double.NEGATIVE_INFINITY);
        uncertain.addAll(pending.subList(0, drawn));
        Fantasies fantasies = process.drawn(uncertain, normals(uncertain.size()));
        double[] incumbents = new double[fantasies.count()];
        Arrays.setAll(incumbents, s -> Arrays.stream(fantasies.values(s)).reduce(known, Math::max));
        return new LogExpectedImprovement(fantasies, incumbents);
    }

    /** The evaluated points that may be the best; none if their values are as good as exact. */
    private List<double[]> contenders() {
        if (surrogates.objectives().getFirst().exact()) {
            return List.of();
        }
        List<double[]> contenders = new ArrayList<>();
        order.stream().filter(this::holds).filter(this::measured)
                .sorted(Comparator.comparingDouble(i -> -optimistic(predictions.get(i))))
                .map(points::get).forEach(point -> {
                    boolean there = contenders.stream().anyMatch(other -> Arrays.equals(other, point));
                    if (!there && contenders.size() < CONTENDERS) {
                        contenders.add(point);
                    }
                });
        return contenders;
    }

    private boolean measured(int i) {
        return surrogates.measured(i, points.get(i));
    }

    private static double optimistic(GaussianProcess.Prediction prediction) {
        return prediction.mean() + Math.sqrt(prediction.variance());
    }

    /** Evenly spread normal deviates, shape (S, count); one draw if nothing is drawn. */
    private static double[][] normals(int count) {
        if (count == 0) {
            return new double[1][0];
        }
        Sobol sobol = Sobol.scrambled(count, SCRAMBLE);
        double[][] normals = new double[DRAWS][];
        Arrays.setAll(normals, s -> Arrays.stream(sobol.next())
                .map(u -> Normal.quantile(Math.clamp(u, 1e-12, 1 - 1e-12))).toArray());
        return normals;
    }
}
