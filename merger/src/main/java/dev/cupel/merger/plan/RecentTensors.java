package dev.cupel.merger.plan;

import dev.cupel.merger.threads.Awaited;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * The tensors that were read last, whole: always a few, and more while they are small. Threads that ask for the same one get
 * the same array, which the first of them makes.
 */
final class RecentTensors {

    /** How many are kept at least, whatever their size: the threads of a merge are at work on a few neighbouring tensors. */
    private static final int FEWEST = 3;
    /** How many elements are kept at most beyond those: 128 MiB. */
    private static final long MOST = 1L << 25;

    private record Kept(FutureTask<float[]> values, long count) {}

    private final Map<String, Kept> recent = new LinkedHashMap<>(16, 0.75f, true); // the one read longest ago first

    /**
     * The values of a tensor.
     *
     * @param count how many there are
     * @param make makes them if they are not kept
     */
    float[] get(String name, long count, Supplier<float[]> make) {
        FutureTask<float[]> values = task(name, count, make);
        values.run(); // does nothing if another thread does or did it
        return Awaited.result(values);
    }

    private synchronized FutureTask<float[]> task(String name, long count, Supplier<float[]> make) {
        Kept kept = recent.get(name);
        if (kept == null) {
            kept = new Kept(new FutureTask<>(make::get), count);
            recent.put(name, kept);
            forget();
        }
        return kept.values();
    }

    private void forget() {
        long total = recent.values().stream().mapToLong(Kept::count).sum();
        for (Iterator<Kept> oldest = recent.values().iterator(); recent.size() > FEWEST && total > MOST;) {
            total -= oldest.next().count();
            oldest.remove();
        }
    }
}
