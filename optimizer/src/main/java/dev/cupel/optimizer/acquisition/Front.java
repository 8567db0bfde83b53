package dev.cupel.optimizer.acquisition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;

/** Which of several values, each of several objectives, no other surpasses. Higher is better. */
public final class Front {

    private Front() {}

    /**
     * Whether the first is at least as good as the second in all objectives, and better in one.
     *
     * @param a shape (M)
     * @param b shape (M)
     */
    public static boolean dominates(double[] a, double[] b) {
        boolean better = false;
        for (int m = 0; m < a.length; m++) {
            if (a[m] < b[m]) {
                return false;
            }
            better |= a[m] > b[m];
        }
        return better;
    }

    /**
     * The values that none dominates; of those that are the same, the first.
     *
     * @param values each of shape (M)
     * @return their places, ascending
     */
    public static List<Integer> of(List<double[]> values) {
        List<Integer> front = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            boolean surpassed = false;
            for (int k = 0; k < values.size() && !surpassed; k++) {
                surpassed = dominates(values.get(k), values.get(i))
                        || k < i && Arrays.equals(values.get(k), values.get(i));
            }
            if (!surpassed) {
                front.add(i);
            }
        }
        return front;
    }

    /**
     * The members of a front that stand for it: those whose neighbours along an objective are farthest from each other, the ends
     * first (K. Deb et al., "NSGA-II", IEEE Trans. Evol. Comput. 6, 2002). One by one the most crowded is left out.
     *
     * @param front each of shape (M)
     * @param most how many to keep
     */
    static List<double[]> thinned(List<double[]> front, int most) {
        List<double[]> kept = new ArrayList<>(front);
        while (kept.size() > most) {
            double[] room = room(kept);
            kept.remove((int) IntStream.range(0, room.length).boxed().min(Comparator.comparingDouble(i -> room[i]))
                    .orElseThrow());
        }
        return kept;
    }

    /**
     * How far the neighbours of each value are from each other, summed over the objectives, in parts of their ranges; infinite at
     * the ends.
     *
     * @param values each of shape (M)
     */
    public static double[] room(List<double[]> values) {
        double[] room = new double[values.size()];
        for (int m = 0; values.size() > 0 && m < values.getFirst().length; m++) {
            int objective = m;
            int[] order = IntStream.range(0, room.length).boxed()
                    .sorted(Comparator.comparingDouble(i -> values.get(i)[objective])).mapToInt(i -> i).toArray();
            double range = values.get(order[order.length - 1])[m] - values.get(order[0])[m];
            room[order[0]] = Double.POSITIVE_INFINITY;
            room[order[order.length - 1]] = Double.POSITIVE_INFINITY;
            for (int i = 1; range > 0 && i + 1 < order.length; i++) {
                room[order[i]] += (values.get(order[i + 1])[m] - values.get(order[i - 1])[m]) / range;
            }
        }
        return room;
    }

    /**
     * A front whose ends are a little farther out: of what is within a part of an objective's range from its best value, that
     * objective becomes better than the best by as much, and who is surpassed then is left out.
     *
     * @param front each of shape (M), at least one
     * @param share the part
     */
    static List<double[]> lengthened(List<double[]> front, double share) {
        List<double[]> longer = front.stream().map(double[]::clone).toList();
        for (int m = 0; m < front.getFirst().length; m++) {
            int objective = m;
            DoubleSummaryStatistics values = front.stream().mapToDouble(value -> value[objective]).summaryStatistics();
            double step = share * (values.getMax() - values.getMin());
            longer.stream().filter(value -> value[objective] >= values.getMax() - step)
                    .forEach(value -> value[objective] = values.getMax() + step);
        }
        return of(longer).stream().map(longer::get).toList();
    }

    /**
     * The worst value of each objective.
     *
     * @param values each of shape (M), at least one
     * @return shape (M)
     */
    static double[] worst(List<double[]> values) {
        double[] worst = values.getFirst().clone();
        for (double[] value : values) {
            Arrays.setAll(worst, m -> Math.min(worst[m], value[m]));
        }
        return worst;
    }

    /**
     * A reference for a front without one: a tenth of its range below its worst values.
     *
     * @param front each of shape (M), at least one
     * @return shape (M)
     */
    static double[] reference(List<double[]> front) {
        double[] reference = new double[front.getFirst().length];
        for (int m = 0; m < reference.length; m++) {
            int objective = m;
            double worst = front.stream().mapToDouble(value -> value[objective]).min().orElseThrow();
            double best = front.stream().mapToDouble(value -> value[objective]).max().orElseThrow();
            // of a single point: a tenth of the standard deviation, which is 1
            reference[m] = worst - 0.1 * (best > worst ? best - worst : 1);
        }
        return reference;
    }
}
