package dev.cupel.merger.writing;

import dev.cupel.merger.threads.Workers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file that is written at known places by several threads, in one pass from its start to its end. */
final class SlicedFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final Workers workers;

    /**
     * Opens a file anew.
     *
     * @param part where the bytes go
     * @param file what to call it in messages
     * @param threads how many threads write
     */
    SlicedFile(Path part, Path file, int threads) throws IOException {
        this.file = file;
        this.workers = new Workers(threads);
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    /** Writes bytes at a place. */
    void bytes(long place, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        long at = place;
        while (left.hasRemaining()) {
            at += channel.write(left, at);
        }
    }

    /**
     * Writes slices, begun in their order, as many at a time as there are threads.
     *
     * @param summed whether their CRC-32 is asked for
     * @return the CRC-32 of each, or zeros
     */
    int[] slices(List<Slice> slices, boolean summed) throws IOException {
        int[] sums = new int[slices.size()];
        try (ReadAhead ahead = new ReadAhead(slices)) {
            workers.run(slices.size(), () -> {
                SliceWriter writer = new SliceWriter(channel, file, summed);
                return i -> {
                    ahead.begin(i);
                    sums[i] = writer.write(slices.get(i));
                };
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return sums;
    }

    /** Waits until all is on the disk. */
    void force() throws IOException {
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
