package dev.cupel.evaluator.drawing;

import static dev.cupel.evaluator.drawing.MiniatureStudio.difference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.Golden;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.Sampler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What prompt editing, AND and embeddings do to a picture. */
class PromptLanguageTest {

    private static final GenerationSettings SETTINGS = new GenerationSettings(Sampler.EULER, 4, 5, 64, 64, 1, 0);
    private static final String RED = "photo, 1girl, red hair, meadow";
    private static final String NIGHT = "photo, 1boy, blue hair, night sky";

    @RegisterExtension
    static final MiniatureStudio STUDIO = new MiniatureStudio();

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

        assertThat(draw(RED + " : 0.5")).isEqualTo(STUDIO.draw(job, half));
    }

    @Test
    void andIsAWordOfANegativePrompt() {
        assertThat(draw(RED, "blurry AND photo")).isEqualTo(draw(RED, "blurry and photo"));
    }

    @Test
    void embeddingInTheNegativePromptIsNotItsName() {
        PromptReader reader = new PromptReader(STUDIO.tokenizer(),
                Embeddings.in(Golden.MINIATURE.resolve("embeddings"), STUDIO.tokenizer()), WebUiVersion.V1_6);
        PictureJob job = new PictureJob(RED, "bad", 1);
        try (Painter own = STUDIO.open(reader)) {
            assertThat(Outcome.pictures(own.draw(List.of(job), SETTINGS))).doesNotContain(draw(RED, "bad"));
        }
    }

    @Test
    void picturesOfOneCallMayHaveDifferentPlans() {
        PictureJob edited = new PictureJob("[" + RED + ":" + NIGHT + ":0.5]", "", 1);
        PictureJob both = new PictureJob(RED + " AND " + NIGHT, "[blurry:0.5]", 2);

        List<Picture> together = STUDIO.draw(List.of(edited, both), SETTINGS);

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
        return STUDIO.draw(job, SETTINGS);
    }
}
