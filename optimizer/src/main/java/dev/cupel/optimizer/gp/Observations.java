package dev.cupel.optimizer.gp;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Evaluations of a function, in the order in which they became known.
 *
 * @param points shape (n, D), in the unit cube
 * @param values shape (n), higher is better
 * @param variances shape (n), the known variance of each value (0 where it is not known), in the unit of the values squared
 */
public record Observations(double[][] points, double[] values, double[] variances) {

    public Observations {
        if (points.length != values.length || points.length != variances.length || points.length == 0) {
            throw new IllegalArgumentException(
                    "points, values and variances must be as many and at least one, but there are %s, %s and %s"
                            .formatted(points.length, values.length, variances.length));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || !(variances[i] >= 0) || !Double.isFinite(variances[i])) {
                throw new IllegalArgumentException(
                        "observation %s: its value must be finite and its variance not negative, but they are %s and %s"
                                .formatted(i, values[i], variances[i]));
            }
        }
        points = points.clone();
        values = values.clone();
        variances = variances.clone();
    }

    /** How many there are, n. */
    public int count() {
        return values.length;
    }

    /** The number of coordinates of a point, D. */
    public int dimension() {
        return points[0].length;
    }

    /** The first ones. */
    Observations first(int count) {
        return new Observations(Arrays.copyOf(points, count), Arrays.copyOf(values, count),
                Arrays.copyOf(variances, count));
    }

    /** Some of them, evenly chosen, if there are more than so many; else these. */
    Observations thinned(int most) {
        if (count() <= most) {
            return this;
        }
        int[] places = IntStream.range(0, most).map(i -> (int) ((long) i * count() / most)).toArray();
        return new Observations(Arrays.stream(places).mapToObj(i -> points[i]).toArray(double[][]::new),
                Arrays.stream(places).mapToDouble(i -> values[i]).toArray(),
                Arrays.stream(places).mapToDouble(i -> variances[i]).toArray());
    }
}
