package dev.cupel.optimizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An experiment on the miniature that takes seconds: few prompts, few steps, few trials. */
public final class TinyExperiment {

    /** The miniature's folder. */
    public static final Path MINIATURE = Path.of("..", "configs", "miniature").toAbsolutePath().normalize();

    private static final String SUITE = """
            negative: low quality, worst quality
            faults: [bad anatomy]
            contrasts:
              hair: [blonde hair, black hair, red hair, blue hair]
              background: [meadow, beach, night sky, eiffel tower]
            new_concepts: [eiffel tower]
            prompts:
              - anime, 1girl, red hair, meadow
              - anime, 1boy, blue hair, eiffel tower
              - {text: "sepia, anime, 1girl, black hair, beach", lora: sepia}
            held_out:
              - anime, 1girl, blonde hair, beach
              - anime, 1boy, red hair, night sky
              - anime, 1girl, black hair, eiffel tower
              - anime, 1boy, blonde hair, eiffel tower
              - {text: "sepia, anime, 1girl, blue hair, meadow", lora: sepia}
              - {text: "sepia, anime, 1boy, black hair, beach", lora: sepia}
            """;

    private static final String EXPERIMENT = """
            name: tiny
            seed: 1
            models:
              new_base: %1$s/mini-v1-5.safetensors
              tuned: %1$s/mini-anime.safetensors
              old_base: %1$s/mini-v1-4.ckpt
              clip: %1$s/clip
            merge:
              method: add_difference
              alpha: [0.0, 1.2]
              blocks:
                default: 1.0
                IN00..IN11: {range: [0.0, 1.5], group: in}
                OUT00..OUT11: {range: [0.0, 1.5], group: out}
            suite: {prompts: suite.yaml}
            generation: {sampler: Euler a, steps: 2, cfg_scale: 7, size: 64x64, clip_skip: 2, batch: 2}
            loras:
              - {file: %1$s/loras/sepia.safetensors, weight: 1.0}
            objectives:
              fidelity: {weight: 1}
              composition: {weight: 1}
              lora: {weight: 1}
              new_concepts: {weight: 1}
            search: {trials: 6, initial: 2, uniform: [0, 1]}
            device: {threads: 1}
            output: runs/
            """;

    private static final String SMALL_SUITE = """
            contrasts:
              hair: [blonde hair, black hair, red hair, blue hair]
            prompts:
              - anime, 1girl, red hair, meadow
              - anime, 1boy, blue hair, beach
            held_out:
              - anime, 1girl, blonde hair, beach
              - anime, 1boy, red hair, night sky
            """;

    private TinyExperiment() {}

    /** The text of one that is over still sooner: two prompts, and no LoRA. */
    public static String small() {
        return text().replaceAll("(?s)loras:.*search", """
                objectives: {fidelity: {weight: 1}, composition: {weight: 1}}
                search""").replace("suite.yaml", "small.yaml");
    }

    /** The text of the experiment file. */
    public static String text() {
        return EXPERIMENT.formatted(MINIATURE);
    }

    /** Writes experiment and suite into a folder; returns the experiment's file. */
    public static Path write(Path folder) {
        return write(folder, text());
    }

    /** Writes an experiment of another text, and the suite, into a folder; returns the experiment's file. */
    public static Path write(Path folder, String experiment) {
        try {
            Files.writeString(folder.resolve("suite.yaml"), SUITE);
            Files.writeString(folder.resolve("small.yaml"), SMALL_SUITE);
            return Files.writeString(folder.resolve("experiment.yaml"), experiment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
