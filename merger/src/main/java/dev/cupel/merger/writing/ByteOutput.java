package dev.cupel.merger.writing;

import dev.cupel.merger.checkpoint.DType;
import dev.cupel.merger.checkpoint.Narrowing;
import dev.cupel.merger.checkpoint.TensorFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;

/** Little-endian bytes on their way to a file, through one buffer, with the check sum of a stretch of them. */
final class ByteOutput implements AutoCloseable {

    private static final int BUFFER = 1 << 20;
    private static final int CHUNK = 1 << 14;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment memory = MemorySegment.ofBuffer(buffer);
    private final float[] values = new float[CHUNK];
    private final CRC32 sum = new CRC32();
    private long flushed;

    /**
     * Opens a file anew.
     *
     * @param part where the bytes go
     * @param file what to call it in messages
     */
    ByteOutput(Path part, Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** How many bytes there are so far. */
    long position() {
        return flushed + buffer.position();
    }

    void bytes(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += BUFFER) {
            int length = Math.min(BUFFER, bytes.length - at);
            room(length).put(bytes, at, length);
        }
    }

    /** Writes all elements of a tensor. */
    void tensor(Outgoing tensor) {
        switch (tensor) {
            case Outgoing.Copied(var copied) -> segment(copied.data());
            case Outgoing.Rounded rounded -> rounded(rounded);
            case Outgoing.Counted counted -> {
                for (long i = 0; i < counted.count(); i++) {
                    room(Long.BYTES).putLong(i);
                }
            }
        }
    }

    private void segment(MemorySegment data) {
        for (long at = 0; at < data.byteSize(); at += BUFFER) {
            int length = (int) Math.min(BUFFER, data.byteSize() - at);
            room(length);
            MemorySegment.copy(data, at, memory, buffer.position(), length);
            buffer.position(buffer.position() + length);
        }
    }

    private void rounded(Outgoing.Rounded tensor) {
        long count = tensor.count();
        for (long first = 0; first < count; first += CHUNK) {
            int length = (int) Math.min(CHUNK, count - first);
            tensor.tensor().widen(first, values, length);
            requireFit(tensor.name(), tensor.dtype(), length);
            int bytes = length * tensor.dtype().bytes();
            room(bytes);
            Narrowing.write(tensor.dtype(), values, length, memory, buffer.position());
            buffer.position(buffer.position() + bytes);
        }
    }

    private void requireFit(String name, DType dtype, int length) {
        int overflow = Narrowing.firstOverflow(dtype, values, length);
        if (overflow >= 0) {
            throw new TensorFileException(file, -1, "tensor '%s' has the value %s, which is too large for %s."
                    .formatted(name, values[overflow], dtype),
                    "Maybe choose a type with a larger range: bf16 or fp32.");
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** Begins a check sum at the next byte. */
    void beginSum() {
        flush();
        sum.reset();
    }

    /** The CRC-32 of all bytes since {@link #beginSum}. */
    int sum() {
        flush();
        return (int) sum.getValue();
    }

    /** Replaces a number of four bytes that was written before. */
    void patch(long at, int number) {
        flush();
        write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).flip(), at);
    }

    private void flush() {
        buffer.flip();
        sum.update(buffer.duplicate());
        write(buffer, flushed);
        flushed += buffer.limit();
        buffer.clear();
    }

    private void write(ByteBuffer bytes, long at) {
        try {
            long position = at;
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes what is left, and waits until it is on the disk. */
    void finish() throws IOException {
        flush();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
