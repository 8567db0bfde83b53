package dev.cupel.evaluator.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.merger.live.LoadedWeights;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What prompt editing, AND and embeddings do to a picture. */
class PromptLanguageTest {

    private static final GenerationSettings SETTINGS = new GenerationSettings(Sampler.EULER, 4, 5, 64, 64, 1, 0);
    private static final String RED = "photo, 1girl, red hair, meadow";
    private static final String NIGHT = "photo, 1boy, blue hair, night sky";

    private static Compute compute;
    private static LoadedWeights weights;
    private static Tokenizer tokenizer;
    private static Painter painter;

    @BeforeAll
    static void open() {
        compute = Compute.open(Compute.Device.CPU, 1);
        weights = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
        tokenizer = Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"));
        painter = Painter.open(compute, tokenizer, weights);
    }

    @AfterAll
    static void close() {
        painter.close();
        weights.close();
        compute.close();
    }

    @Test
    void editingThatNeverChangesDrawsItsOneText() {
        Picture red = draw(RED);

        assertThat(draw("[" + RED + ":" + NIGHT + ":100]")).isEqualTo(red);
        assertThat(draw("[" + NIGHT + ":" + RED + ":0]")).isEqualTo(red);
    }

    @Test
    void editingInTheMiddleDrawsOneTextAndThenTheOther() {
        Picture edited = draw("[" + RED + ":" + NIGHT + ":0.5]");

        assertThat(edited).isNotEqualTo(draw(RED)).isNotEqualTo(draw(NIGHT));
    }

    @Test
    void negativePromptIsEditedToo() {
        assertThat(draw(RED, "[blurry::0]")).isEqualTo(draw(RED, ""));
        assertThat(draw(RED, "[blurry:0.5]")).isNotEqualTo(draw(RED, "")).isNotEqualTo(draw(RED, "blurry"));
    }

    @Test
    void alternationOfATextWithItselfIsTheText() {
        // its stages are encoded in one batch, whose sums differ in their last places
        assertThat(difference(draw("[" + RED + "|" + RED + "]"), draw(RED))).isLessThanOrEqualTo(1);
        assertThat(draw("[" + RED + "|" + NIGHT + "]")).isNotEqualTo(draw(RED));
    }

    @Test
    void twoHalvesOfATextAreTheText() {
        assertThat(difference(draw(RED + " :0.5 AND " + RED + " :0.5"), draw(RED))).isLessThanOrEqualTo(1);
    }

    @Test
    void partOfWeightZeroCountsNothing() {
        assertThat(difference(draw(RED + " AND " + NIGHT + " :0"), draw(RED))).isLessThanOrEqualTo(1);
        assertThat(draw(RED + " AND " + NIGHT)).isNotEqualTo(draw(RED));
    }

    @Test
    void partsMayHaveDifferentLengths() {
        assertThat(draw(RED + " AND photo BREAK " + NIGHT)).isNotEqualTo(draw(RED));
    }

    @Test
    void weightOfALonePartScalesItsPull() {
        GenerationSettings half = new GenerationSettings(Sampler.EULER, 4, 2.5, 64, 64, 1, 0);
        PictureJob job = new PictureJob(RED, "", 1);

        assertThat(draw(RED + " : 0.5")).isEqualTo(painter.draw(List.of(job), half).getFirst());
    }

    @Test
    void andIsAWordOfANegativePrompt() {
        assertThat(draw(RED, "blurry AND photo")).isEqualTo(draw(RED, "blurry and photo"));
    }

    @Test
    void embeddingInTheNegativePromptIsNotItsName() {
        PromptReader reader = new PromptReader(tokenizer,
                Embeddings.in(Golden.MINIATURE.resolve("embeddings"), tokenizer), WebUiVersion.V1_6);
        PictureJob job = new PictureJob(RED, "bad", 1);
        try (Painter own = Painter.open(compute, reader, weights)) {
            assertThat(own.draw(List.of(job), SETTINGS).getFirst()).isNotEqualTo(draw(RED, "bad"));
        }
    }

    @Test
    void picturesOfOneCallMayHaveDifferentPlans() {
        PictureJob edited = new PictureJob("[" + RED + ":" + NIGHT + ":0.5]", "", 1);
        PictureJob both = new PictureJob(RED + " AND " + NIGHT, "[blurry:0.5]", 2);

        List<Picture> together = painter.draw(List.of(edited, both), SETTINGS);

        assertThat(difference(together.get(0), draw(edited))).isLessThanOrEqualTo(1);
        assertThat(difference(together.get(1), draw(both))).isLessThanOrEqualTo(1);
    }

    private static Picture draw(String prompt) {
        return draw(prompt, "");
    }

    private static Picture draw(String prompt, String negative) {
        return draw(new PictureJob(prompt, negative, 1));
    }

    private static Picture draw(PictureJob job) {
        return painter.draw(List.of(job), SETTINGS).getFirst();
    }

    private static int difference(Picture first, Picture second) {
        byte[] one = first.rgb();
        byte[] other = second.rgb();
        int largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs((one[i] & 0xff) - (other[i] & 0xff)));
        }
        return largest;
    }
}
