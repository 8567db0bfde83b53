package dev.cupel.optimizer.search;

import java.util.Comparator;
import java.util.List;

/** What to take of a front if one point must be taken. */
final class Compromise {

    private Compromise() {}

    /** The member whose worst objective is the best, each measured from 0, the worst of the front, to 1, its best. */
    static Recommendation of(List<Recommendation> front) {
        double[] low = means(front.getFirst());
        double[] high = means(front.getFirst());
        for (Recommendation one : front) {
            for (int m = 0; m < low.length; m++) {
                low[m] = Math.min(low[m], one.means().get(m));
                high[m] = Math.max(high[m], one.means().get(m));
            }
        }
        return front.stream().max(Comparator.comparingDouble(one -> worst(one, low, high))).orElseThrow();
    }

    private static double worst(Recommendation one, double[] low, double[] high) {
        double worst = 1;
        for (int m = 0; m < low.length; m++) {
            worst = high[m] > low[m] ? Math.min(worst, (one.means().get(m) - low[m]) / (high[m] - low[m])) : worst;
        }
        return worst;
    }

    /** A front by its first objective, the highest first. */
    static List<Recommendation> sorted(List<Recommendation> front) {
        return front.stream().sorted(Comparator.comparingDouble((Recommendation one) -> -one.mean())).toList();
    }

    static double[] means(Recommendation one) {
        return one.means().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
