package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.FloatTensor;

/** A tensor in an array. */
record TestTensor(String name, long[] shape, float... values) implements FloatTensor {

    @Override
    public void widen(long first, float[] target, int length) {
        System.arraycopy(values, (int) first, target, 0, length);
    }
}
