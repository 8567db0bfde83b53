package dev.cupel.merger.rebasin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RebasinTest {

    private static final Set<Part> ALL = EnumSet.allOf(Part.class);

    private static Checkpoint original;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        original = Checkpoint.open(Miniature.V1_5);
    }

    @AfterAll
    static void close() {
        original.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aShuffledModelIsMatchedBackBitForBit(long seed) throws IOException {
        Path shuffled = folder.resolve("shuffled.safetensors");
        AlignedCheckpoint.write(original, Alignment.shuffled(original, ALL, seed), shuffled, Map.of());
        Path restored = folder.resolve("restored.safetensors");

        try (Checkpoint model = Checkpoint.open(shuffled)) {
            long t = System.nanoTime();
            Match match = new Rebasin(ALL, 50, 1).match(original, model, (_, _, _) -> {
            });
            System.out.println((System.nanoTime() - t) / 1e9 + " passes " + match.passes() + " settled "
                    + match.settled() + " moved " + match.alignment().moved() + " of " + match.alignment().units());
            match.rows().forEach(System.out::println);
            AlignedCheckpoint.write(model, match.alignment(), restored, Map.of());
        }

        try (Checkpoint back = Checkpoint.open(restored)) {
            int bad = 0;
            for (Tensor tensor : original.tensors().values()) {
                if (back.tensors().get(tensor.name()).data().mismatch(tensor.data()) != -1) {
                    bad++;
                    if (bad < 40)
                        System.out.println("BAD " + tensor.name());
                }
            }
            assertThat(bad).isZero();
        }
    }
}
