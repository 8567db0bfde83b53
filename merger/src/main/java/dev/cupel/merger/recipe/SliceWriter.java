package dev.cupel.merger.recipe;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Merger;
import dev.cupel.merger.plan.Operands;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.recipe.CheckpointWriter.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Writes slices of tensors at their places in a file. It keeps buffers: one for each thread. */
final class SliceWriter {

    private static final int BUFFER = 1 << 20;
    private static final int CHUNK = Operands.CHUNK;

    private final FileChannel channel;
    private final long start;
    private final Coefficients coefficients;
    private final Merger merger = new Merger();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment memory = MemorySegment.ofBuffer(buffer);
    private final float[] chunk = new float[CHUNK];
    private long position;

    /**
     * @param start where the first tensor begins
     */
    SliceWriter(FileChannel channel, long start, Coefficients coefficients) {
        this.channel = channel;
        this.start = start;
        this.coefficients = coefficients;
    }

    /** Writes a slice and says how many bytes that were. */
    long write(Slice slice) {
        position = start + slice.position();
        buffer.clear();
        switch (slice.part()) {
            case CheckpointWriter.Merged merged -> merge(merged, slice);
            case CheckpointWriter.Carried carried -> copy(carried.tensor(), slice);
            case CheckpointWriter.Positions _ -> count(slice);
        }
        flush();
        return position - start - slice.position();
    }

    private void merge(CheckpointWriter.Merged merged, Slice slice) {
        MergePlan.Entry entry = merged.simplified(merger);
        long end = slice.first() + slice.length();
        int step = entry.step();
        for (long first = slice.first(); first < end; first += step) {
            int length = (int) Math.min(step, end - first);
            float[] values = merger.values(entry, coefficients.of(entry.name()), first, length);
            put(entry.name(), merged.precision(), values, length);
        }
    }

    private void put(String name, Precision precision, float[] values, int length) {
        requireFit(name, precision, values, length);
        if (length <= CHUNK) {
            narrow(precision.dtype(), values, length);
            return;
        }
        for (int from = 0; from < length; from += CHUNK) {
            int part = Math.min(CHUNK, length - from);
            System.arraycopy(values, from, chunk, 0, part);
            narrow(precision.dtype(), chunk, part);
        }
    }

    private void narrow(DType dtype, float[] values, int length) {
        int bytes = length * dtype.bytes();
        if (buffer.remaining() < bytes) {
            flush();
        }
        Narrowing.write(dtype, values, length, memory, buffer.position());
        buffer.position(buffer.position() + bytes);
    }

    private static void requireFit(String name, Precision precision, float[] values, int length) {
        int overflow = Narrowing.firstOverflow(precision.dtype(), values, length);
        if (overflow >= 0) {
            throw new MergeException("tensor '%s' gets the value %s, which is too large for %s."
                    .formatted(name, values[overflow], precision.key()),
                    "Maybe use smaller coefficients, or precision fp32.");
        }
    }

    private void copy(Tensor tensor, Slice slice) {
        long from = slice.first() * tensor.dtype().bytes();
        long end = from + slice.length() * tensor.dtype().bytes();
        for (long at = from; at < end; at += BUFFER) {
            int bytes = (int) Math.min(BUFFER, end - at);
            MemorySegment.copy(tensor.data(), at, memory, 0, bytes);
            buffer.position(bytes);
            flush();
        }
    }

    private void count(Slice slice) {
        for (long i = slice.first(); i < slice.first() + slice.length(); i++) {
            if (buffer.remaining() < Long.BYTES) {
                flush();
            }
            buffer.putLong(i);
        }
    }

    private void flush() {
        try {
            buffer.flip();
            while (buffer.hasRemaining()) {
                position += channel.write(buffer, position);
            }
            buffer.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
