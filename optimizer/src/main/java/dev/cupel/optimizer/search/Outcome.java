package dev.cupel.optimizer.search;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What became of a proposal. */
public sealed interface Outcome {

    /**
     * It was evaluated.
     *
     * @param values one number for each objective, finite and within ±{@value #MOST}, higher is better
     * @param variances of each value as a mean of several measurements, in its unit squared; 0 where it is not known. A value of
     *     large variance counts for little: so the mean of the few measurements after which an evaluation was given up may be told as
     *     it is. Noise beyond it is learned
     * @param limits the measures that have {@linkplain Limit limits}, by their names
     */
    record Measured(List<Double> values, List<Double> variances, Map<String, Reading> limits) implements Outcome {
        /** The squares of such values, summed up, are still numbers. */
        static final double MOST = 1e100;

        public Measured {
            values = List.copyOf(values);
            variances = List.copyOf(variances);
            limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
            if (values.isEmpty() || values.size() != variances.size() || !values.stream().allMatch(Measured::within)
                    || !variances.stream().allMatch(Measured::isVariance)
                    || !limits.values().stream().allMatch(one -> within(one.value()) && isVariance(one.variance()))) {
                throw new SearchException(
                        """
                                outcome: its value must be finite and within ±%s, and its variance from 0 to %s, but they are %s and %s%s.
                                Maybe the evaluation failed: then tell so."""
                                .formatted(MOST, MOST * MOST, values, variances,
                                        limits.isEmpty() ? "" : " within " + limits));
            }
        }

        private static boolean within(double value) {
            return Math.abs(value) <= MOST;
        }

        private static boolean isVariance(double variance) {
            return variance >= 0 && variance <= MOST * MOST;
        }

        /** Without limits. */
        public Measured(List<Double> values, List<Double> variances) {
            this(values, variances, Map.of());
        }
    }

    /**
     * A measure that has a limit.
     *
     * @param value finite and within ±{@value Measured#MOST}
     * @param variance of the value as a mean of several measurements, in its unit squared; 0 where it is not known
     */
    record Reading(double value, double variance) {}

    /** It could not be evaluated. */
    record Failed() implements Outcome {}

    /** A value of one objective. */
    static Outcome of(double value) {
        return of(value, 0);
    }

    /** A value of one objective, and how well it is known. */
    static Outcome of(double value, double variance) {
        return of(value, variance, Map.of());
    }

    /** A value of one objective, how well it is known, and the measures that have limits. */
    static Outcome of(double value, double variance, Map<String, Double> limits) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        limits.forEach((name, measure) -> readings.put(name, new Reading(measure, 0)));
        return new Measured(List.of(value), List.of(variance), readings);
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
