package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StartingEngineTest {

    private final AtomicInteger starts = new AtomicInteger();

    private StartingEngine failing() {
        return new StartingEngine(() -> {
            throw new IllegalStateException("start " + starts.incrementAndGet());
        });
    }

    @Test
    void whatNobodyNeedsDoesNotStart() {
        failing().close();

        assertThat(starts).hasValue(0);
    }

    @Test
    void itStartsOnceAndSaysWhyItFailed() {
        try (StartingEngine engine = failing().begin()) {
            assertThatThrownBy(engine::compute).isInstanceOf(IllegalStateException.class).hasMessage("start 1");
            assertThatThrownBy(engine::compute).hasMessage("start 1");
        }

        assertThat(starts).hasValue(1);
    }
}
