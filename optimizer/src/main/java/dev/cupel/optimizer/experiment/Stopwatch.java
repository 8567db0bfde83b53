package dev.cupel.optimizer.experiment;

/** Seconds between its calls. What it says is shown, and never decides anything. */
final class Stopwatch {

    private long last = System.nanoTime();

    /** Seconds since the last call, or since the watch was made. */
    double lap() {
        long now = System.nanoTime();
        double seconds = (now - last) / 1e9;
        last = now;
        return seconds;
    }
}
