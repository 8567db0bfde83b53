package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.network.Autoencoder;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.network.DeviceWeights;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.rebasin.AlignedCheckpoint;
import dev.cupel.merger.rebasin.Alignment;
import dev.cupel.merger.rebasin.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every symmetry of the networks permuted at random: what they compute stays. */
class PermutedModelTest {

    private static final Path ORIGINAL = Golden.MINIATURE.resolve("mini-anime.safetensors");

    @TempDir
    private static Path folder;

    private static Compute compute;
    private static LoadedWeights original;
    private static LoadedWeights permuted;

    @BeforeAll
    static void open() throws IOException {
        Path shuffled = folder.resolve("shuffled.safetensors");
        try (Checkpoint model = Checkpoint.open(ORIGINAL)) {
            AlignedCheckpoint.write(model, Alignment.shuffled(model, EnumSet.allOf(Part.class), 1), shuffled, Map.of());
        }
        compute = Compute.open(Compute.Device.CPU, 1);
        original = LoadedWeights.open(ORIGINAL, false);
        permuted = LoadedWeights.open(shuffled, false);
    }

    @AfterAll
    static void close() {
        permuted.close();
        original.close();
        compute.close();
    }

    /** Two grey levels: sums in another order round otherwise, and truncation turns the smallest difference into one level. */
    @Test
    void aPermutedModelDrawsTheSamePictures() {
        List<PictureJob> jobs = List.of(new PictureJob("anime, 1girl, (red hair:1.3), eiffel tower", "blurry", 1),
                new PictureJob("photo, 1boy, meadow", "", 2));
        GenerationSettings settings = new GenerationSettings(Sampler.EULER, 4, 7, 64, 64, 2, 0);

        List<Picture> expected = draw(original, jobs, settings);
        List<Picture> actual = draw(permuted, jobs, settings);

        for (int i = 0; i < jobs.size(); i++) {
            byte[] before = expected.get(i).rgb();
            byte[] after = actual.get(i).rgb();
            for (int k = 0; k < before.length; k++) {
                assertThat(Byte.toUnsignedInt(after[k])).isCloseTo(Byte.toUnsignedInt(before[k]), within(2));
            }
        }
    }

    private static List<Picture> draw(LoadedWeights weights, List<PictureJob> jobs, GenerationSettings settings) {
        try (Painter painter = Painter.open(compute, Tokenizer.open(Golden.MINIATURE.resolve("tokenizer")), weights)) {
            return Outcome.pictures(painter.draw(jobs, settings));
        }
    }

    @Test
    void aPermutedModelEncodesPicturesToTheSameLatents() {
        float[] picture = new float[3 * 64 * 64];
        for (int k = 0; k < picture.length; k++) {
            picture[k] = (float) Math.sin(k * 0.37);
        }

        float[] expected = encode(original, picture);
        float[] actual = encode(permuted, picture);

        assertThat(actual).hasSameSizeAs(expected);
        for (int k = 0; k < expected.length; k++) {
            assertThat(actual[k]).isCloseTo(expected[k], within(1e-5f));
        }
    }

    private static float[] encode(LoadedWeights weights, float[] picture) {
        try (DeviceWeights device = DeviceWeights.open(compute, weights)) {
            device.sync();
            return new Autoencoder(device).encode(picture, 64, 64)[0];
        }
    }
}
