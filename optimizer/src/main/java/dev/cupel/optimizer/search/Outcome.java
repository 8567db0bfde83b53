package dev.cupel.optimizer.search;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What became of a proposal. */
public sealed interface Outcome {

    /**
     * It was evaluated.
     *
     * @param values one number for each objective, finite, higher is better
     * @param variances of each value as a mean of several measurements, in its unit squared; 0 where it is not known
     */
    record Measured(List<Double> values, List<Double> variances) implements Outcome {

        public Measured {
            values = List.copyOf(values);
            variances = List.copyOf(variances);
            if (values.isEmpty() || values.size() != variances.size() || !values.stream().allMatch(Double::isFinite)
                    || !variances.stream().allMatch(v -> Double.isFinite(v) && v >= 0)) {
                throw new SearchException(
                        """
                                outcome: its value must be finite and its variance finite and not negative, but they are %s and %s.
                                Maybe the evaluation failed: then tell so."""
                                .formatted(values, variances));
            }
        }

        /** The value of the only objective. */
        double value() {
            return values.getFirst();
        }

        /** The variance of the only objective. */
        double variance() {
            return variances.getFirst();
        }
    }

    /** It could not be evaluated. */
    record Failed() implements Outcome {}

    /** A value of one objective. */
    static Outcome of(double value) {
        return of(value, 0);
    }

    /** A value of one objective, and how well it is known. */
    static Outcome of(double value, double variance) {
        return new Measured(List.of(value), List.of(variance));
    }

    /** Values of several objectives. */
    static Outcome of(double[] values) {
        return new Measured(Arrays.stream(values).boxed().toList(),
                IntStream.range(0, values.length).mapToObj(_ -> 0.0).toList());
    }

    /** It could not be evaluated. */
    static Outcome failed() {
        return new Failed();
    }
}
