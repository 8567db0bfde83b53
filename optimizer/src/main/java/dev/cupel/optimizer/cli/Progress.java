package dev.cupel.optimizer.cli;

import dev.cupel.optimizer.experiment.RunObserver;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Shows how far a run is: one line that is written over in a terminal, and a line per trial elsewhere.
 *
 * <p>The time left is the mean of what a trial took, times the trials left.
 */
final class Progress implements RunObserver {

    private static final int BAR = 16;

    private final PrintStream out;
    private final boolean terminal;
    private final InstantSource clock;
    private long begun;
    private int first = -1;
    private double best = Double.NEGATIVE_INFINITY;
    private int bestTrial = -1;
    private String status = "";
    private int pictures;

    Progress(PrintStream out, boolean terminal, InstantSource clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** A bar where a person looks on (Java knows that of stdin and stdout); else lines on stderr, beside piped results. */
    static Progress create() {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Progress(terminal ? System.out : System.err, terminal, InstantSource.system());
    }

    @Override
    public void phase(String name) {
        status = name + " …";
        if (terminal) {
            line(status);
        } else {
            out.println(name);
        }
    }

    @Override
    public void pictures(int more) {
        pictures += more;
        if (terminal) {
            line(status + "  " + pictures + " pictures");
        }
    }

    @Override
    public void restored(int index, double total) {
        remember(index, total);
    }

    private void remember(int index, double total) {
        if (total > best) {
            best = total;
            bestTrial = index;
        }
    }

    @Override
    public void trial(int index, int trials, String origin, double total, double standardError, double seconds) {
        remember(index, total);
        String left = left(index, trials);
        String line = String.format(Locale.ROOT,
                "trial %d/%d  %-11s  score %+.3f%s  best %+.3f (trial %d)  %.1f s%s",
                index + 1, trials, origin, total, error(standardError), best, bestTrial + 1, seconds, left);
        // within 80 columns: a line that wraps cannot be written over
        say(String.format(Locale.ROOT, "%s %d/%d  score %+.3f  best %+.3f (%d)%s", bar(index + 1, trials), index + 1,
                trials,
                total, best, bestTrial + 1, left), line);
    }

    @Override
    public void again(int index, int trials, int first, double total, double standardError, double seconds) {
        String left = left(index, trials);
        String line = String.format(Locale.ROOT,
                "trial %d/%d  %-11s  score %+.3f%s  of trial %d with other seeds  best %+.3f (trial %d)  %.1f s%s",
                index + 1, trials, "again", total, error(standardError), first + 1, best, bestTrial + 1, seconds, left);
        say(String.format(Locale.ROOT, "%s %d/%d  again  best %+.3f (%d)%s", bar(index + 1, trials), index + 1, trials,
                best, bestTrial + 1, left), line);
    }

    /** One prompt alone tells nothing of the error. */
    private static String error(double standardError) {
        return Double.isFinite(standardError) ? String.format(Locale.ROOT, " ± %.3f", standardError) : "";
    }

    @Override
    public void stopped(int index, int trials, String origin, int rival, double behind, double standardError,
            double seconds) {
        String left = left(index, trials);
        String line = String.format(Locale.ROOT,
                "trial %d/%d  %-11s  stopped: %.3f%s behind trial %d  best %+.3f (trial %d)  %.1f s%s",
                index + 1, trials, origin, behind, error(standardError), rival + 1, best, bestTrial + 1, seconds, left);
        say(String.format(Locale.ROOT, "%s %d/%d  stopped  best %+.3f (%d)%s", bar(index + 1, trials), index + 1,
                trials, best, bestTrial + 1, left), line);
    }

    @Override
    public void failed(int index, int trials, String cause) {
        String text = "trial " + (index + 1) + "/" + trials + "  failed: " + cause.lines().findFirst().orElse("");
        say(text, text);
    }

    @Override
    public void sameWeights(int index, int earlier) {
        say("trial %d has another recipe than trial %d, but the same weights: maybe the method moves in steps"
                .formatted(index + 1, earlier + 1));
    }

    @Override
    public void learns(Path study, int fitting, int ended, boolean alike) {
        say("Learning from %s: %d of %d trials lie in the space%s".formatted(study, fitting, ended,
                alike ? "" : "; they drew other pictures, so their totals count as they are"));
    }

    @Override
    public void learnsNoMore(Path study) {
        say("search.warm_start does not name %s any more, from which the search learned before".formatted(study));
    }

    @Override
    public void spaceChanged(int fitting, int earlier) {
        say("The search space has changed: %d of %d earlier trials lie in the new one and count".formatted(fitting,
                earlier));
    }

    private void say(String text) {
        out.println((terminal ? "\r\u001b[K" : "") + text);
    }

    private String left(int index, int trials) {
        long now = clock.millis();
        if (first < 0) {
            first = index;
            begun = now;
            return "";
        }
        double each = (now - begun) / 1000.0 / (index - first);
        Duration left = Duration.ofSeconds(Math.round(each * (trials - index - 1)));
        return "  " + clockTime(left) + " left";
    }

    private static String clockTime(Duration time) {
        return time.toHours() > 0
                ? "%d:%02d h".formatted(time.toHours(), time.toMinutesPart())
                : "%d:%02d min".formatted(time.toMinutes(), time.toSecondsPart());
    }

    private static String bar(int done, int of) {
        int full = of == 0 ? 0 : Math.min(BAR, BAR * done / of);
        return "[" + "█".repeat(full) + "·".repeat(BAR - full) + "]";
    }

    private void say(String inTerminal, String elsewhere) {
        status = inTerminal;
        line(terminal ? inTerminal : elsewhere);
    }

    private void line(String text) {
        if (terminal) {
            out.print("\r\u001b[K" + text);
            out.flush();
        } else {
            out.println(text);
        }
    }

    @Override
    public void end() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
