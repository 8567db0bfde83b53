package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Normal;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A density of one axis on the unit interval: a mixture of one kernel for each place where the axis was seen, and of a prior.
 *
 * <pre>
 * n        places
 * w_i      weight of kernel i, i = 0..n; the last is the prior's
 * </pre>
 */
sealed interface ParzenDensity {
    /** The last so many places weigh 1, those before them less and less. */
    int RECENT = 25;

    /** A place drawn from the density. */
    double draw(RandomGenerator random);

    /** The logarithm of the density at a place. */
    double logDensity(double place);

    /** Of a number: truncated normals, each as wide as the gap to its neighbours, and one as wide as the interval. */
    static ParzenDensity ofNumbers(double[] places) {
        double[] centres = Arrays.copyOf(places, places.length + 1);
        centres[places.length] = 0.5;
        double[] widths = widths(centres);
        widths[places.length] = 1;
        return new Numbers(weights(places.length), centres, widths);
    }

    /** Of a choice: an option that was seen is likelier, all are possible. */
    static ParzenDensity ofOptions(double[] places, int options) {
        double[] weights = weights(places.length);
        double[] probabilities = new double[options];
        double prior = 1.0 / weights.length;
        for (int i = 0; i < weights.length; i++) {
            int seen = i < places.length ? (int) (places[i] * options) : -1;
            double sum = prior * options + (seen >= 0 ? 1 : 0);
            for (int option = 0; option < options; option++) {
                probabilities[option] += weights[i] * (prior + (option == seen ? 1 : 0)) / sum;
            }
        }
        return new Options(probabilities);
    }

    private static double[] weights(int places) {
        double[] weights = new double[places + 1];
        int old = Math.max(0, places - RECENT);
        for (int i = 0; i < places; i++) {
            // from 1/n up to 1
            weights[i] = i >= old ? 1 : 1.0 / places + (1 - 1.0 / places) * i / Math.max(1, old - 1);
        }
        weights[places] = 1;
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** The larger of the gaps to both neighbours; the outermost have one neighbour, unless they are alone. */
    private static double[] widths(double[] centres) {
        int n = centres.length;
        int[] order = IntStream.range(0, n).boxed().sorted((a, b) -> Double.compare(centres[a], centres[b]))
                .mapToInt(Integer::intValue).toArray();
        double least = 1.0 / Math.min(100, 1 + n);
        double[] widths = new double[n];
        for (int i = 0; i < n; i++) {
            double here = centres[order[i]];
            double left = i > 0 ? here - centres[order[i - 1]] : n > 1 ? 0 : here;
            double right = i < n - 1 ? centres[order[i + 1]] - here : n > 1 ? 0 : 1 - here;
            widths[order[i]] = Math.clamp(Math.max(left, right), least, 1);
        }
        return widths;
    }

    /**
     * A mixture of normals that are truncated to the unit interval.
     *
     * @param weights w, shape (n + 1)
     * @param centres shape (n + 1)
     * @param widths standard deviations, shape (n + 1)
     */
    record Numbers(double[] weights, double[] centres, double[] widths) implements ParzenDensity {

        @Override
        public double draw(RandomGenerator random) {
            int i = pick(weights, random);
            return Normal.truncatedQuantile(random.nextDouble(), centres[i], widths[i], 0, 1);
        }

        @Override
        public double logDensity(double place) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                double inside = Normal.probability((1 - centres[i]) / widths[i])
                        - Normal.probability(-centres[i] / widths[i]);
                sum += weights[i] * Normal.density((place - centres[i]) / widths[i]) / (widths[i] * inside);
            }
            return Math.log(sum);
        }
    }

    /**
     * A distribution of options.
     *
     * @param probabilities by option; their sum is 1
     */
    record Options(double[] probabilities) implements ParzenDensity {

        @Override
        public double draw(RandomGenerator random) {
            return (pick(probabilities, random) + 0.5) / probabilities.length;
        }

        @Override
        public double logDensity(double place) {
            return Math.log(probabilities[Math.min((int) (place * probabilities.length), probabilities.length - 1)]);
        }
    }

    private static int pick(double[] weights, RandomGenerator random) {
        double left = random.nextDouble();
        for (int i = 0; i < weights.length - 1; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
