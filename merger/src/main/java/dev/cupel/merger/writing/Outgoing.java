package dev.cupel.merger.writing;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.Tensor;
import java.lang.foreign.SegmentAllocator;
import java.util.function.BiFunction;

/** A tensor that is to be written. */
public sealed interface Outgoing {

    /** Its name in the file. */
    String name();

    /** The type of its elements in the file. */
    DType dtype();

    /** The sizes of its dimensions, outermost first; empty for a single number. */
    long[] shape();

    /** How many elements it has: the product of the shape. */
    default long count() {
        long count = 1;
        for (long size : shape()) {
            count *= size;
        }
        return count;
    }

    /** How many values are made at a time: some, or the whole tensor where it cannot be made in parts. */
    default long step() {
        return switch (this) {
            case Rounded(FloatTensor tensor, DType _) -> tensor.step();
            case Rearranged rearranged -> rearranged.count();
            case Copied _,Counted _ -> 1;
        };
    }

    /** Has some elements brought into memory, if they come from a file that is not there yet. */
    default void prefetch(long first, long length) {
        switch (this) {
            case Rounded(FloatTensor tensor, DType _) -> tensor.prefetch(first, length);
            case Copied(Tensor tensor) -> tensor.prefetch(first, length);
            case Rearranged(Tensor tensor, var _) -> tensor.prefetch(first, length);
            case Counted _ -> {}
        }
    }

    /** How many bytes it takes. */
    default long bytes() {
        return count() * dtype().bytes();
    }

    /**
     * One that is written as it is.
     *
     * @param tensor of a file that stays open until all is written
     */
    record Copied(Tensor tensor) implements Outgoing {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }

        @Override
        public long[] shape() {
            return tensor.shape();
        }
    }

    /**
     * One whose values are read or made as float32, a stretch at a time from the first on, and rounded.
     *
     * @param tensor gives the values
     * @param dtype what they are rounded to
     */
    record Rounded(FloatTensor tensor, DType dtype) implements Outgoing {

        /**
         * @throws IllegalArgumentException if float32 values cannot be rounded to the type
         */
        public Rounded {
            if (!Narrowing.supports(dtype)) {
                throw new IllegalArgumentException("tensor '%s' cannot be rounded to %s".formatted(tensor.name(),
                        dtype));
            }
        }

        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public long[] shape() {
            return tensor.shape();
        }
    }

    /**
     * One whose elements come in another order, without loss: made as a whole when its turn comes.
     *
     * @param tensor of a file that stays open until all is written
     * @param change makes a tensor of the same name, type and shape, in memory that is given back once it is written
     */
    record Rearranged(Tensor tensor, BiFunction<Tensor, SegmentAllocator, Tensor> change) implements Outgoing {
        @Override
        public String name() {
            return tensor.name();
        }

        @Override
        public DType dtype() {
            return tensor.dtype();
        }

        @Override
        public long[] shape() {
            return tensor.shape();
        }
    }

    /**
     * The numbers 0, 1, 2, … as I64: a text encoder's table of positions, which merges of half-precision models have damaged in
     * many files.
     *
     * @param name its name
     * @param shape its shape
     */
    record Counted(String name, long[] shape) implements Outgoing {

        /** Copies the shape. */
        public Counted {
            shape = shape.clone();
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        @Override
        public DType dtype() {
            return DType.I64;
        }
    }
}
