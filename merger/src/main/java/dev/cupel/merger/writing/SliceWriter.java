package dev.cupel.merger.writing;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Writes slices of tensors at their places in a file. It keeps buffers: one for each thread. */
final class SliceWriter {

    private static final int BUFFER = 1 << 20;
    /** How many values are rounded at a time: they stay in the processor's nearest cache. */
    private static final int CHUNK = 4096;

    private final FileChannel channel;
    private final Path file;
    private final boolean summed;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment memory = MemorySegment.ofBuffer(buffer);
    private final CRC32 sum = new CRC32();
    private final float[] chunk = new float[CHUNK];
    private float[] values = new float[CHUNK];
    private long place;

    /**
     * @param channel where the bytes go
     * @param file what to call it in messages
     * @param summed whether to compute sums
     */
    SliceWriter(FileChannel channel, Path file, boolean summed) {
        this.channel = channel;
        this.file = file;
        this.summed = summed;
    }

    /**
     * Writes a slice.
     *
     * @return the CRC-32 of its bytes, or 0 if it is not computed
     */
    int write(Slice slice) {
        place = slice.place();
        sum.reset();
        buffer.clear();
        switch (slice.tensor()) {
            case Outgoing.Copied(Tensor tensor) -> copy(tensor, slice);
            case Outgoing.Rearranged(Tensor tensor, var change) -> {
                try (Arena memory = Arena.ofConfined()) {
                    copy(change.apply(tensor, memory), slice);
                }
            }
            case Outgoing.Rounded rounded -> round(rounded, slice);
            case Outgoing.Counted _ -> count(slice);
        }
        flush();
        return (int) sum.getValue();
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

    private void round(Outgoing.Rounded rounded, Slice slice) {
        long end = slice.first() + slice.length();
        int step = (int) Math.min(slice.length(), rounded.tensor().step());
        if (values.length < step) {
            values = new float[step];
        }
        for (long first = slice.first(); first < end; first += step) {
            int length = (int) Math.min(step, end - first);
            rounded.tensor().widen(first, values, length);
            requireFit(rounded.name(), rounded.dtype(), length);
            put(rounded.dtype(), length);
        }
        if (values.length > CHUNK) {
            values = new float[CHUNK]; // a whole tensor's values go with it
        }
    }

    private void put(DType dtype, int length) {
        if (length <= CHUNK) {
            narrow(dtype, values, length);
            return;
        }
        for (int from = 0; from < length; from += CHUNK) {
            int part = Math.min(CHUNK, length - from);
            System.arraycopy(values, from, chunk, 0, part);
            narrow(dtype, chunk, part);
        }
    }

    private void narrow(DType dtype, float[] narrowed, int length) {
        int bytes = length * dtype.bytes();
        if (buffer.remaining() < bytes) {
            flush();
        }
        Narrowing.write(dtype, narrowed, length, memory, buffer.position());
        buffer.position(buffer.position() + bytes);
    }

    private void requireFit(String name, DType dtype, int length) {
        int overflow = Narrowing.firstOverflow(dtype, values, length);
        if (overflow >= 0) {
            throw new TensorFileException(file, -1, "tensor '%s' gets the value %s, which is too large for %s."
                    .formatted(name, values[overflow], dtype),
                    "Maybe choose a type with a larger range (bf16 or fp32), or smaller coefficients if it is a merge.");
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
        buffer.flip();
        if (summed) {
            sum.update(buffer.duplicate());
        }
        try {
            while (buffer.hasRemaining()) {
                place += channel.write(buffer, place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.clear();
    }
}
