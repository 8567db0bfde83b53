package dev.cupel.merger.checkpoint;

/** The type of a tensor's elements, named as in safetensors; all are little-endian in files. */
public enum DType {
    F64(8, true), F32(4, true), F16(2, true), BF16(2, true), I64(8, false), I32(4, false), I16(2, false), I8(1,
            false), U64(8, false), U32(4,
                    false), U16(2, false), U8(1, false), BOOL(1, false), F8_E4M3(1, true), F8_E5M2(1, true);

    private final int bytes;
    private final boolean floating;

    DType(int bytes, boolean floating) {
        this.bytes = bytes;
        this.floating = floating;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are floating-point numbers. */
    public boolean floating() {
        return floating;
    }
}
