package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.FloatTensor;
import java.util.List;

/**
 * Limits of merged values, so that a strong merge gives none that no model has. Applied after the method, before rounding.
 *
 * <p>Off unless asked for: limits also cut what alpha above 1 is meant to add.
 */
public sealed interface Clip {

    /** No limits. */
    Clip NONE = new None();

    /** No limits. */
    record None() implements Clip {}

    /** Each value stays between those of A and B at its place: weights_clip of sd-meh. */
    record Hard() implements Clip {}

    /**
     * Each value stays between the least and the greatest of all models' at its place, pulled in towards those next to
     * their mean: clamp of sd-mecha. With {@code m} the mean, the upper limit is {@code (1 - s) max + s (least value >= m)}, the
     * lower one likewise. With two models there is nothing to pull in, and it is {@link Hard}.
     *
     * @param stiffness s, from 0 to 1
     */
    record Soft(double stiffness) implements Clip {

        /**
         * @throws IllegalArgumentException if the stiffness is not from 0 to 1
         */
        public Soft {
            if (!(stiffness >= 0 && stiffness <= 1)) {
                throw new IllegalArgumentException("""
                        the stiffness of a clip must be 0 to 1, but is %s.
                        Maybe 0.5 is a start.""".formatted(stiffness));
            }
        }
    }

    /** Each value stays between the least and the greatest value that A or B has anywhere in the tensor. */
    record PerTensor() implements Clip {}

    /**
     * Each value stays in a range: {@link PerTensor} for one tensor.
     *
     * @param low the least value
     * @param high the greatest
     */
    record Range(float low, float high) implements Clip {

        /** The range of two tensors. Reads them. */
        static Range of(FloatTensor a, FloatTensor b) {
            float[] values = new float[Operands.CHUNK];
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (FloatTensor tensor : List.of(a, b)) {
                for (long first = 0; first < tensor.count(); first += values.length) {
                    int length = (int) Math.min(values.length, tensor.count() - first);
                    tensor.widen(first, values, length);
                    for (int i = 0; i < length; i++) {
                        low = Math.min(low, values[i]);
                        high = Math.max(high, values[i]);
                    }
                }
            }
            return new Range(low, high);
        }
    }

    /**
     * Reads {@code none}, {@code hard}, {@code soft}, {@code soft:0.5} (the stiffness, else 0) or {@code per-tensor}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Clip parse(String text) {
        return switch (text) {
            case "none" -> NONE;
            case "hard" -> new Hard();
            case "soft" -> new Soft(0);
            case "per-tensor" -> new PerTensor();
            case String soft when soft.matches("soft:[0-9.]+") -> new Soft(number(soft));
            default -> throw unknown(text);
        };
    }

    private static double number(String soft) {
        try {
            return Double.parseDouble(soft.substring(soft.indexOf(':') + 1));
        } catch (NumberFormatException e) {
            throw unknown(soft);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("""
                a clip must be none, hard, soft, soft:STIFFNESS or per-tensor, but is '%s'.
                Maybe hard is meant: it is the weights_clip of sd-meh.""".formatted(text));
    }

    /** The text that {@link #parse} reads. */
    default String text() {
        return switch (this) {
            case None() -> "none";
            case Hard() -> "hard";
            case Soft(double stiffness) -> "soft:" + stiffness;
            case PerTensor() -> "per-tensor";
            case Range(float low, float high) -> low + ".." + high;
        };
    }

    /** Whether the values of the models are needed at each place. */
    default boolean elementwise() {
        return this instanceof Hard || this instanceof Soft;
    }

    /**
     * Limits values.
     *
     * @param values replaced by the limited ones
     * @param bounds the values of A and B (hard), or of all models (soft), at the same places; else nothing
     * @param length how many
     */
    default void apply(float[] values, List<float[]> bounds, int length) {
        switch (this) {
            case None() -> {
            }
            case Hard() -> hull(values, bounds, length, 0);
            case Soft(double stiffness) -> hull(values, bounds, length, (float) stiffness);
            case Range(float low, float high) -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Math.min(Math.max(values[i], low), high);
                }
            }
            case PerTensor() -> throw new IllegalStateException("the range of the tensor was not found yet");
        }
    }

    private static void hull(float[] values, List<float[]> bounds, int length, float stiffness) {
        for (int i = 0; i < length; i++) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            float sum = 0;
            for (float[] bound : bounds) {
                low = Math.min(low, bound[i]);
                high = Math.max(high, bound[i]);
                sum += bound[i];
            }
            if (stiffness != 0) {
                float mean = sum / bounds.size();
                float nearLow = low;
                float nearHigh = high;
                for (float[] bound : bounds) {
                    nearLow = bound[i] <= mean && bound[i] >= nearLow ? bound[i] : nearLow;
                    nearHigh = bound[i] >= mean && bound[i] <= nearHigh ? bound[i] : nearHigh;
                }
                low = (1 - stiffness) * low + stiffness * nearLow;
                high = (1 - stiffness) * high + stiffness * nearHigh;
            }
            values[i] = Math.min(Math.max(values[i], low), high);
        }
    }
}
