package dev.cupel.evaluator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.picture.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against transformers on the miniature's CLIP; 1e-5 relative to the largest value, as for the other networks. */
class ClipModelTest {

    private static final Map<String, float[]> GOLDEN = Golden.miniatureTensors();

    private static Compute compute;
    private static ClipModel clip;

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
        clip = ClipModel.open(compute, Golden.MINIATURE.resolve("clip"));
    }

    @AfterAll
    static void close() {
        clip.close();
        compute.close();
    }

    @Test
    void picturesBecomeThePixelsOfTransformers() {
        assertThat(Golden.relativeError(clip.pixels(pictures()), GOLDEN.get("clip.pixels"))).isLessThan(1e-6);
    }

    @Test
    void imageEmbeddingsAreThoseOfTransformers() {
        assertThat(Golden.relativeError(joined(clip.imageEmbeddings(pictures())), GOLDEN.get("clip.image")))
                .isLessThan(1e-5);
    }

    @Test
    void textEmbeddingsAreThoseOfTransformers() {
        List<String> prompts = new ArrayList<>();
        Golden.json("miniature/cases.json").get("prompts").forEach(prompt -> prompts.add(prompt.textValue()));

        assertThat(Golden.relativeError(joined(clip.textEmbeddings(prompts)), GOLDEN.get("clip.text")))
                .isLessThan(1e-5);
    }

    @Test
    void scaleIsTheExponentialOfTheStoredOne() {
        assertThat(clip.scale()).isCloseTo(GOLDEN.get("clip.scale")[0], within(1e-4));
    }

    @Test
    void moreThanOneBatchKeepsTheOrder() {
        List<String> texts = IntStream.range(0, 20).mapToObj(i -> i % 2 == 0 ? "1girl" : "1boy").toList();

        float[][] embeddings = clip.textEmbeddings(texts);

        assertThat(embeddings).hasNumberOfRows(20);
        assertThat(Golden.relativeError(embeddings[18], embeddings[0])).isLessThan(1e-5);
        assertThat(Golden.relativeError(embeddings[19], embeddings[0])).isGreaterThan(1e-2);
    }

    @Test
    void textsBeyond75TokensAreCut() {
        float[][] embeddings = clip.textEmbeddings(List.of("1".repeat(75), "1".repeat(90)));

        assertThat(Golden.relativeError(embeddings[1], embeddings[0])).isLessThan(1e-6);
    }

    @Test
    void unitVectorsKeepTheirDirection() {
        assertThat(ClipModel.unit(new float[]{3, -4})).containsExactly(0.6f, -0.8f);
    }

    @Test
    void folderWithoutConfigurationIsRefused() {
        Path folder = Golden.MINIATURE.resolve("tokenizer");

        assertThatThrownBy(() -> ClipModel.open(compute, folder)).isInstanceOf(EvaluationException.class)
                .hasMessageContaining("config.json: cannot be read as JSON");
    }

    private static List<Picture> pictures() {
        return IntStream.range(0, 6).mapToObj(i -> Golden.picture("miniature/picture-" + i + ".png")).toList();
    }

    private static float[] joined(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }
}
