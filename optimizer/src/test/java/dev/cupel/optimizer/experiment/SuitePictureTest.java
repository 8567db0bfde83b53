package dev.cupel.optimizer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.optimizer.TinyExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuitePictureTest {

    private static final String INFOTEXT = """
            1girl, red hair
            Negative prompt: blurry, bad
            Steps: 7, Sampler: DPM++ 2M Karras, CFG scale: 5, Seed: 77, Size: 64x128, Clip skip: 2, RNG: CPU""";

    @TempDir
    private Path folder;

    private SuitePrompt last(String infotext, String entry) throws IOException {
        PictureText.write(folder.resolve("some.png"), new Picture(8, 8, new byte[3 * 64]), infotext);
        Files.writeString(folder.resolve("pictures.yaml"), "negative: ugly\nprompts: [a girl, " + entry
                + "]\nheld_out: [{text: a cat, objectives: [fidelity]}]\n");
        Path file = TinyExperiment.write(folder, TinyExperiment.text().replace("suite.yaml", "pictures.yaml")
                .replaceAll("(?s)objectives:.*search:", "objectives: {fidelity: {weight: 1}}\nsearch:"));
        return Experiment.read(file).suite().prompts(Split.SEARCH).getLast();
    }

    @Test
    void promptSeedAndSettingsAreThePictures() throws IOException {
        SuitePrompt prompt = last(INFOTEXT, "{picture: some.png}");

        assertThat(prompt.text()).isEqualTo("1girl, red hair");
        assertThat(prompt.negative()).isEqualTo("blurry, bad");
        assertThat(prompt.seeds()).containsExactly(77L);
        assertThat(prompt.settings()).hasValueSatisfying(settings -> {
            assertThat(settings.sampler()).isEqualTo(Sampler.DPMPP_2M);
            assertThat(settings.steps()).isEqualTo(7);
            assertThat(settings.height()).isEqualTo(128);
            assertThat(settings.clipSkip()).isEqualTo(2);
        });
    }

    @Test
    void theTagOfAPicturesPromptIsALoraOfTheExperiment() throws IOException {
        SuitePrompt prompt = last(INFOTEXT.replace("1girl, red hair", "sepia, 1girl, red hair<lora:sepia:0.7>"),
                "{picture: some.png, objectives: [lora]}");

        assertThat(prompt.text()).isEqualTo("sepia, 1girl, red hair");
        assertThat(prompt.lora()).hasValueSatisfying(lora -> {
            assertThat(lora.name()).isEqualTo("sepia");
            assertThat(lora.weight()).isEqualTo(0.7);
        });
    }

    @Test
    void aHiresPromptMayHaveTheTagsOfThePrompt() throws IOException {
        String infotext = "sepia<lora:sepia:0.5>\nSteps: 1, Seed: 2, Hires upscale: 2, Hires prompt: y<lora:sepia:0.5>";

        assertThat(last(infotext, "{picture: some.png, objectives: [lora]}").settings()).isPresent();
        assertThat(last(infotext.replace("y<lora:sepia:0.5>", "y"),
                "{picture: some.png, objectives: [lora], settings: generation}").lora()).isPresent();
    }

    @Test
    void aPictureIsReadInTheLanguageOfItsRelease() throws IOException {
        assertThat(last(INFOTEXT + ", Version: v1.3.1", "{picture: some.png}").language())
                .contains(WebUiVersion.V1_3);
        assertThat(last(INFOTEXT + ", Version: v1.6.0", "{picture: some.png}").language())
                .contains(WebUiVersion.V1_6);
        assertThat(last(INFOTEXT + ", Version: v1.3.1", "{picture: some.png, settings: generation}").language())
                .isEmpty();
    }

    @Test
    void whatTheEntrySaysGoesBeforeThePicture() throws IOException {
        SuitePrompt prompt = last(INFOTEXT,
                "{picture: some.png, text: 1girl, negative: none, seeds: [1, 2], settings: generation}");

        assertThat(prompt.text()).isEqualTo("1girl");
        assertThat(prompt.negative()).isEqualTo("none");
        assertThat(prompt.seeds()).containsExactly(1L, 2L);
        assertThat(prompt.settings()).isEqualTo(Optional.empty());
    }

    @Test
    void picturesThatCannotBeDrawnAreProblemsOfTheirLine() {
        assertThatThrownBy(() -> last("x<lora:kat:1>\nSteps: 1, Seed: 2, CFG scale: 3", "{picture: some.png}"))
                .isInstanceOf(InvalidExperimentException.class)
                .hasMessageContaining("must have no tag but that of a LoRA of the experiment")
                .hasMessageContaining("but has <lora:kat:1>");
        assertThatThrownBy(
                () -> last("x<lora:sepia:te=0:unet=1>\nSteps: 1, Seed: 2, CFG scale: 3", "{picture: some.png}"))
                .hasMessageContaining("with one weight, but has <lora:sepia:te=0:unet=1>");
        assertThatThrownBy(
                () -> last("x<lora:sepia:1:hr=0.5>\nSteps: 1, Seed: 2, CFG scale: 3", "{picture: some.png}"))
                .hasMessageContaining("with one weight, but has <lora:sepia:1:hr=0.5>");
        assertThatThrownBy(() -> last("x<lora:sepia:1>\nSteps: 1, Seed: 2, Hires upscale: 2, Hires prompt: x",
                "{picture: some.png}"))
                .hasMessageContaining("must have the tags of its prompt, '<lora:sepia:1>', but has ''");
        assertThatThrownBy(() -> last("x\nSteps: 1, Seed: 2, Sampler: Oiler", "{picture: some.png}"))
                .hasMessageContaining("Maybe Euler is meant");
        assertThatThrownBy(() -> last("", "{picture: some.png}")).hasMessageContaining("this picture has no infotext");
        assertThatThrownBy(() -> last(INFOTEXT, "{picture: other.png}")).hasMessageContaining("there is no file");
    }
}
