package dev.cupel.merger.writing;

import java.util.List;

/**
 * Has what the next slices are made of brought into memory while the present ones are made. A mapped file that is not in the
 * system's cache is otherwise read in small pieces, each of which is waited for.
 */
final class ReadAhead implements AutoCloseable {

    /** How many slices to be ahead: some tens of MiB of each model. */
    private static final int WINDOW = 48;

    private final List<Slice> slices;
    private final Thread thread;
    private int begun;
    private boolean done;

    ReadAhead(List<Slice> slices) {
        this.slices = slices;
        this.thread = Thread.ofPlatform().name("read ahead").daemon().start(this::run);
    }

    /** Notes that a slice is being made. */
    synchronized void begin(int slice) {
        begun = Math.max(begun, slice);
        notifyAll();
    }

    private void run() {
        for (int i = 0; i < slices.size() && await(i); i++) {
            Slice slice = slices.get(i);
            slice.tensor().prefetch(slice.first(), slice.length());
        }
    }

    /** Waits until a slice is near enough; false if no more is needed. */
    private synchronized boolean await(int slice) {
        while (!done && slice > begun + WINDOW) {
            try {
                wait();
            } catch (InterruptedException e) {
                return false;
            }
        }
        return !done;
    }

    /** Waits until the files are not touched any more. */
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
    }
}
