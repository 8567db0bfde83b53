package dev.cupel.merger.writing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is written on to the disk while the rest is still computed: a system left alone starts much later, and the last
 * wait, for the whole file to be safe, is as long as all its writing.
 */
final class Flusher implements AutoCloseable {

    /** How much is written between two flushes, in bytes. */
    private static final long STRETCH = 1 << 27;

    private final FileChannel channel;
    private final Thread thread;
    private long written;
    private long flushed;
    private boolean done;
    private @Nullable IOException failure;

    Flusher(FileChannel channel) {
        this.channel = channel;
        this.thread = Thread.ofPlatform().name("flusher").daemon().start(this::run);
    }

    /** Notes that more was written. */
    synchronized void wrote(long bytes) {
        written += bytes;
        if (written - flushed >= STRETCH) {
            notifyAll();
        }
    }

    private void run() {
        try {
            while (await()) {
                channel.force(false);
            }
        } catch (IOException e) {
            synchronized (this) {
                failure = e;
            }
        }
    }

    private synchronized boolean await() {
        while (!done && written - flushed < STRETCH) {
            try {
                wait();
            } catch (InterruptedException e) {
                return false;
            }
        }
        flushed = written;
        return !done;
    }

    /**
     * Waits for the flush that is under way.
     *
     * @throws UncheckedIOException if one failed
     */
    @Override
    public void close() {
        synchronized (this) {
            done = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
    }
}
