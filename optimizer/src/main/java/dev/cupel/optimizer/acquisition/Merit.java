package dev.cupel.optimizer.acquisition;

import java.util.List;

/**
 * How much a point is wanted as the next one: a logarithm, so that what is multiplied adds up. The expected improvement, the
 * probability that a limit holds, and what a person believes of the best point are merits (C. Hvarfner et al., "πBO", ICLR 2022).
 */
public interface Merit {
    /** Nothing is wanted more than anything else. */
    Merit NONE = sum(List.of());

    /** The merit of features x, shape (F). */
    double at(double[] x);

    /** The merit of x; its derivative with respect to each feature, shape (F), is added to the gradient. */
    double at(double[] x, double[] gradient);

    /**
     * The merits of many points.
     *
     * @param points each of shape (F)
     * @return one for each point
     */
    default double[] at(List<double[]> points) {
        return points.stream().mapToDouble(this::at).toArray();
    }

    /** All of these. */
    static Merit sum(List<Merit> terms) {
        return new Sum(List.copyOf(terms));
    }

    /**
     * Several merits at a time.
     *
     * @param terms what is added up
     */
    record Sum(List<Merit> terms) implements Merit {

        @Override
        public double at(double[] x) {
            double sum = 0;
            for (Merit term : terms) {
                sum += term.at(x);
            }
            return sum;
        }

        @Override
        public double at(double[] x, double[] gradient) {
            double sum = 0;
            for (Merit term : terms) {
                sum += term.at(x, gradient);
            }
            return sum;
        }

        @Override
        public double[] at(List<double[]> points) {
            double[] sums = new double[points.size()];
            for (Merit term : terms) {
                double[] some = term.at(points);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += some[i];
                }
            }
            return sums;
        }
    }
}
