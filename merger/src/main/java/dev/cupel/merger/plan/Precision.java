package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.DType;
import java.util.Locale;

/** What merged values are rounded to, once, after float32 arithmetic. */
public enum Precision {
    FP32(DType.F32), FP16(DType.F16);

    private final DType dtype;

    Precision(DType dtype) {
        this.dtype = dtype;
    }

    /** The name in recipes and on the command line: {@code fp32} or {@code fp16}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of the saved tensors. */
    public DType dtype() {
        return dtype;
    }

    /**
     * Rounds values in place to the nearest that can be saved, ties to even; a float16 overflow becomes infinite.
     *
     * @param values float32 values
     * @param length how many of them, from index 0 on
     */
    public void round(float[] values, int length) {
        if (this == FP16) {
            for (int i = 0; i < length; i++) {
                values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
            }
        }
    }
}
