package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void elsewhereEachTrialIsALineWithTheTimeLeft() {
        Iterator<Integer> seconds = List.of(0, 10, 30, 36).iterator();
        InstantSource clock = () -> Instant.ofEpochSecond(seconds.next());
        Progress progress = new Progress(out, false, clock);

        progress.phase("Searching");
        progress.pictures(8);
        progress.trial(0, 4, "sobol", 0.1, 0.05, 10);
        progress.trial(1, 4, "sobol", 0.3, 0.05, 10);
        progress.trial(2, 4, "acquisition", 0.2, 0.05, 20);
        progress.again(3, 4, 1, 0.4, 0.05, 6);
        progress.failed(3, 4, "every pixel is black\nsee the weights");
        progress.end();

        assertThat(text().lines()).containsExactly("Searching",
                "trial 1/4  sobol        score +0.100 ± 0.050  best +0.100 (trial 1)  10.0 s",
                "trial 2/4  sobol        score +0.300 ± 0.050  best +0.300 (trial 2)  10.0 s  0:20 min left",
                "trial 3/4  acquisition  score +0.200 ± 0.050  best +0.300 (trial 2)  20.0 s  0:15 min left",
                // luck with seeds does not make it the best
                "trial 4/4  again        score +0.400 ± 0.050  of trial 2 with other seeds  best +0.300 (trial 2)  6.0 s  0:00 min left",
                "trial 4/4  failed: every pixel is black");
    }

    @Test
    void aTerminalHasOneLineThatIsWrittenOver() {
        Progress progress = new Progress(out, true, () -> Instant.EPOCH);

        progress.phase("Searching");
        progress.trial(1, 4, "sobol", 0.1, 0.05, 10);
        progress.pictures(8);
        progress.end();

        assertThat(text()).doesNotContain("\n").contains("\r", "[████████········] 2/4  score +0.100", "8 pictures")
                .endsWith("\u001b[K");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
