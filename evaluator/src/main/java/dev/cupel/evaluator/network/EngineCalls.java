package dev.cupel.evaluator.network;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The calls of the engine that are under way. When the process ends, by an interruption for instance, the engine is taken down while
 * other threads still compute in it, which may crash the virtual machine: so these are waited for, and no others begin.
 */
final class EngineCalls {

    /** Those of this process. */
    static final EngineCalls ALL = new EngineCalls();

    /** Seconds after which the end is waited for no longer. */
    private static final int LONGEST = 20;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ALL::end, "end of the engine"));
    }

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    /** Does a call; once the process ends it never begins. */
    <T> T during(Supplier<T> call) {
        lock.readLock().lock();
        try {
            return call.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Waits for the calls that are under way, but not for ever. The lock is kept. */
    void end() {
        try {
            lock.writeLock().tryLock(LONGEST, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
