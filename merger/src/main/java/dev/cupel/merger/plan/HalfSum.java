package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.method.Direction;
import dev.cupel.merger.method.Mix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code p base + q (plus - minus)} of float16 tensors in one pass: the bits are those of widening each, subtracting and mixing
 * one after the other, but nothing is stored in between. That is as fast as the memory that is read, so that such a merge
 * needs no memory of its differences.
 *
 * @param base the tensor that X is added to, of F16
 * @param plus what is added to it, of F16
 * @param minus what is subtracted from that, of F16, or null
 */
record HalfSum(Tensor base, Tensor plus, @Nullable Tensor minus) {

    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The sum that merged values are, if they are one and all its tensors are of F16. */
    static Optional<HalfSum> of(Operands operands) {
        if (!(operands.method() instanceof Direction direction) || direction.terms().isEmpty()) {
            return Optional.empty();
        }
        Direction.Terms terms = direction.terms().get();
        FloatTensor base = operands.models().get(direction.base());
        FloatTensor plus = operands.models().get(terms.plus());
        FloatTensor minus = terms.minus().map(operands.models()::get).orElse(null);
        return half(base) && half(plus) && (minus == null || half(minus))
                ? Optional.of(new HalfSum((Tensor) base, (Tensor) plus, (Tensor) minus))
                : Optional.empty();
    }

    private static boolean half(FloatTensor tensor) {
        return tensor instanceof Tensor inFile && inFile.dtype() == DType.F16;
    }

    /**
     * Computes some values.
     *
     * @param mix p and q; neither the base alone nor X alone, which are copied
     * @param first index of the first value
     * @param target where they go, from index 0 on
     * @param length how many
     */
    void mix(Mix mix, long first, float[] target, int length) {
        if (minus == null) {
            add(mix.p(), base.data(), mix.q(), plus.data(), first, target, length);
        } else {
            add(mix.p(), base.data(), mix.q(), plus.data(), minus.data(), first, target, length);
        }
    }

    /**
     * {@code p base + q x} in one pass, if the base is of F16.
     *
     * @param x values of X at the same place
     * @return whether it was done
     */
    static boolean mix(Mix mix, FloatTensor base, float[] x, long first, float[] target, int length) {
        if (!half(base) || mix.isBase() || mix.isDirection()) {
            return false;
        }
        add(mix.p(), ((Tensor) base).data(), mix.q(), x, first, target, length);
        return true;
    }

    private static void add(float p, MemorySegment a, float q, float[] x, long first, float[] target, int length) {
        for (int i = 0; i < length; i++) {
            target[i] = p * Float.float16ToFloat(a.get(HALF, (first + i) * 2)) + q * x[i];
        }
    }

    private static void add(float p, MemorySegment a, float q, MemorySegment b, long first, float[] target,
            int length) {
        for (int i = 0; i < length; i++) {
            target[i] = p * Float.float16ToFloat(a.get(HALF, (first + i) * 2))
                    + q * Float.float16ToFloat(b.get(HALF, (first + i) * 2));
        }
    }

    private static void add(float p, MemorySegment a, float q, MemorySegment b, MemorySegment c, long first,
            float[] target, int length) {
        for (int i = 0; i < length; i++) {
            float x = Float.float16ToFloat(b.get(HALF, (first + i) * 2))
                    - Float.float16ToFloat(c.get(HALF, (first + i) * 2));
            target[i] = p * Float.float16ToFloat(a.get(HALF, (first + i) * 2)) + q * x;
        }
    }
}
