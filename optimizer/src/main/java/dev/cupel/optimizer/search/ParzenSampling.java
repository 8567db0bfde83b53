package dev.cupel.optimizer.search;

import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.NumberAxis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The tree-structured Parzen estimator (J. Bergstra et al., "Algorithms for hyper-parameter optimization", NeurIPS 2011), with
 * the defaults of Optuna: the best tenth, at most {@value #MOST_GOOD}, are good; of {@value #DRAWS} draws from the density
 * of the good, the one with the highest ratio to the density of the others is taken, on each axis by itself. Pending
 * points count among the others, so that they are not proposed again.
 */
final class ParzenSampling implements Sampling {
    private static final int MOST_GOOD = 25;
    private static final double GOOD_SHARE = 0.1;
    private static final int DRAWS = 24;

    private final Space space;
    private final History history;
    private final Ranking ranking;
    private final Seeds seeds;
    private final int initial;

    ParzenSampling(Space space, History history, Ranking ranking, Seeds seeds, int initial) {
        this.space = space;
        this.history = history;
        this.ranking = ranking;
        this.seeds = seeds;
        this.initial = initial;
    }

    @Override
    public Origin origin() {
        return Origin.PARZEN;
    }

    @Override
    public double[] point(int index, int attempt) {
        RandomGenerator random = seeds.random(index, attempt);
        if (history.count() < initial) {
            return random.doubles(space.dimension()).toArray();
        }
        List<History.Told> ranked = ranking.ranked(history.told());
        int few = Math.min((int) Math.ceil(GOOD_SHARE * ranked.size()), MOST_GOOD);
        List<double[]> good = points(ranked.subList(0, few));
        List<double[]> others = points(ranked.subList(few, ranked.size()));
        history.pending().forEach(proposal -> others.add(proposal.point()));
        double[] point = new double[space.dimension()];
        for (int j = 0; j < point.length; j++) {
            point[j] = coordinate(j, good, others, random);
        }
        return point;
    }

    /** The points in the order of their proposals: later ones weigh more. */
    private static List<double[]> points(List<History.Told> told) {
        return new ArrayList<>(told.stream().map(History.Told::proposal)
                .sorted(Comparator.comparingInt(Proposal::index)).map(Proposal::point).toList());
    }

    private double coordinate(int j, List<double[]> good, List<double[]> others, RandomGenerator random) {
        ParzenDensity high = density(j, good);
        ParzenDensity low = density(j, others);
        double best = Double.NaN;
        double bestRatio = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < DRAWS; i++) {
            double drawn = space.axes().get(j).snapped(high.draw(random));
            double ratio = high.logDensity(drawn) - low.logDensity(drawn);
            if (ratio > bestRatio || i == 0) {
                best = drawn;
                bestRatio = ratio;
            }
        }
        return best;
    }

    /** The density of an axis at the points where it counts. */
    private ParzenDensity density(int j, List<double[]> points) {
        double[] places = points.stream().filter(point -> space.counting(point)[j]).mapToDouble(point -> point[j])
                .toArray();
        return switch (space.axes().get(j)) {
            case NumberAxis _ -> ParzenDensity.ofNumbers(places);
            case ChoiceAxis choice -> ParzenDensity.ofOptions(places, choice.options().size());
        };
    }
}
