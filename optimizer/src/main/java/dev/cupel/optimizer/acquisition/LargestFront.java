package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.gp.GaussianProcess;
import dev.cupel.optimizer.gp.Surrogate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The aim at the largest front of two to four objectives: the point of the highest expected growth of the hypervolume that
 * the front of the expected values dominates. A point that is being evaluated is taken to give what is expected.
 */
final class LargestFront {
    /** A front of more points is thinned: the boxes grow with its power. */
    private static final int MOST = 40;
    /**
     * A gain of less than this part of the front's range beyond its best value is none: where an objective can go no further, the
     * deviation that is left to it makes a sliver of improvement of everything that is bad in the others.
     */
    private static final double SLIVER = 0.01;

    private final Surrogates surrogates;
    private final List<double[]> points;
    private final List<double[]> means;
    private final double[] logProbabilities;
    private final List<Double> wanted;
    private final boolean wide;

    /**
     * Prepares an aim.
     *
     * @param wanted the reference in the units of the objectives; empty to find one
     * @param wide whether a reference that is found is below everything that was evaluated, so that the front is lengthened;
     *     else it is a little below the front's worst values, so that it is filled and moved
     */
    LargestFront(Surrogates surrogates, List<double[]> points, List<Double> wanted, boolean wide) {
        this.surrogates = surrogates;
        this.points = points;
        this.means = surrogates.means(points);
        this.logProbabilities = surrogates.logProbabilities(points);
        this.wanted = wanted;
        this.wide = wide;
    }

    /**
     * The aim.
     *
     * @param pending features of the points that are being evaluated
     */
    Aim aim(List<double[]> pending) {
        int[] holding = IntStream.range(0, points.size()).filter(i -> Surrogates.holds(logProbabilities[i])).toArray();
        if (holding.length == 0) {
            List<double[]> likeliest = IntStream.range(0, points.size()).boxed()
                    .sorted(Comparator.comparingDouble(i -> -logProbabilities[i])).map(points::get).toList();
            return new Aim(surrogates.feasibility(), likeliest, 1);
        }
        List<double[]> values = Arrays.stream(holding).mapToObj(means::get).toList();
        List<Integer> front = Front.of(values).stream().map(i -> holding[i]).toList();
        List<double[]> reached = new ArrayList<>(
                Front.lengthened(front.stream().map(means::get).toList(), SLIVER));
        double[] reference = reference(reached);
        reached.addAll(surrogates.means(pending));
        List<GaussianProcess> processes = surrogates.processes().stream().map(one -> one.believing(pending)).toList();
        Merit growth = new HypervolumeImprovement(processes, BoxDecomposition
                .of(Front.thinned(Front.of(reached).stream().map(reached::get).toList(), MOST), reference));
        return new Aim(Merit.sum(List.of(surrogates.feasibility(), growth)), order(front), front.size());
    }

    private double[] reference(List<double[]> front) {
        if (wanted.isEmpty()) {
            return wide || front.size() == 1 ? Front.worst(means) : Front.reference(front);
        }
        double[] reference = new double[wanted.size()];
        for (int m = 0; m < reference.length; m++) {
            Surrogate objective = surrogates.objectives().get(m);
            reference[m] = objective.standardised(wanted.get(m));
        }
        return reference;
    }

    /** The front, then the others. */
    private List<double[]> order(List<Integer> front) {
        List<double[]> order = new ArrayList<>(front.stream().map(points::get).toList());
        IntStream.range(0, points.size()).filter(i -> !front.contains(i)).mapToObj(points::get).forEach(order::add);
        return order;
    }
}
