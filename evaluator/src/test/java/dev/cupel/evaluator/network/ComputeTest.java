package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import dev.cupel.evaluator.EvaluationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ComputeTest {

    @Test
    void resultsComeInTheOrderOfTheTasks() {
        try (Compute compute = Compute.open(Compute.Device.CPU, 3)) {
            List<Supplier<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                tasks.add(() -> number * number);
            }

            assertThat(compute.all(tasks)).containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64, 81);
        }
    }

    @Test
    void failureIsThrownWhenAllTasksHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        try (Compute compute = Compute.open(Compute.Device.CPU, 1)) {
            List<Supplier<Integer>> tasks = List.of(() -> {
                throw new EvaluationException("the first");
            }, ended::incrementAndGet);

            assertThatThrownBy(() -> compute.all(tasks)).isInstanceOf(EvaluationException.class)
                    .hasMessage("the first");
            assertThat(ended).hasValue(1);
        }
    }

    @Test
    void computationThatTheEngineRefusesSaysWhichNetwork() {
        try (Compute compute = Compute.open(Compute.Device.CPU, 1); Frame frame = compute.frame()) {
            var states = frame.floats(new float[6], 1, 2, 3);
            var weights = frame.floats(new float[5], 1, 5);

            assertThatThrownBy(() -> frame.run("emphasize", states, weights)).isInstanceOf(EvaluationException.class)
                    .hasMessageStartingWith("network emphasize: the engine refused the computation: ");
        }
    }

    @Test
    void onlyAPrecisionThatIsSlowerHereIsCautionedOf() {
        try (Compute compute = Compute.open(Compute.Device.CPU, 1)) {
            assertThat(compute.in(Compute.Precision.FP32).caution()).isEmpty();
            compute.in(Compute.Precision.BF16).caution()
                    .ifPresent(text -> assertThat(text).startsWith("precision: bf16 makes drawing slower"));
        }
    }

    @Test
    void missingGraphicsCardIsSaid() {
        try (Compute cpu = Compute.open(Compute.Device.CPU, 1)) {
            assertThat(cpu.device()).isEqualTo(Compute.Device.CPU);
        }
        Assumptions.assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0);

        assertThatThrownBy(() -> Compute.open(Compute.Device.CUDA, 1)).isInstanceOf(EvaluationException.class)
                .hasMessageStartingWith("device: cuda was asked for, but the engine (PyTorch 2.7.1");
    }

    @Test
    void workersAndThreadsAreAtLeastOne() {
        assertThatThrownBy(() -> Compute.open(Compute.Device.CPU, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
