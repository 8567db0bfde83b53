package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import java.util.Locale;

/** What merged values are rounded to, once, after float32 arithmetic. */
public enum Precision {
    FP32(DType.F32), FP16(DType.F16), BF16(DType.BF16), FP8_E4M3(DType.F8_E4M3), FP8_E5M2(DType.F8_E5M2);

    private final DType dtype;

    Precision(DType dtype) {
        this.dtype = dtype;
    }

    /** The name in recipes and on the command line, for example {@code fp16}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of the saved tensors. */
    public DType dtype() {
        return dtype;
    }

    /**
     * Rounds values in place to the nearest that can be saved, ties to even; what is too large becomes infinite, or NaN where
     * the type has no infinity.
     *
     * @param values float32 values
     * @param length how many of them, from index 0 on
     */
    public void round(float[] values, int length) {
        Narrowing.round(dtype, values, length);
    }
}
