package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.optimizer.TinyExperiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a picture that web UI 1.3.1 drew with all that it offered then, and the same on the miniature. */
class ReferenceInfotextTest {

    private static final String PROMPTS = """
            masterpiece, (best quality:1.2), 1girl, red hair, meadow
            Negative prompt: (worst quality, low quality:1.4), [(ng_deepnegative_v1_75t :0.9) :0.1], badhandv4, , blurry
            """;
    private static final String PAIRS = "Steps: 26, Sampler: Euler a, CFG scale: 8, Seed: 123456789, Size: 512x768, "
            + "Denoising strength: 0.25, Clip skip: 2, ENSD: 31337, Token merging ratio hr: 0.5, RNG: CPU, "
            + "Hires upscale: 2, Hires steps: 10, Hires upscaler: 4x-AnimeSharp, Version: v1.3.1";

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void fourteenPairsComeBackAsTheyWere() {
        Infotext text = Infotext.parse(PROMPTS + PAIRS);

        assertThat(text.parameters()).hasSize(14);
        assertThat(text.negativePrompt()).endsWith("badhandv4, , blurry");
        assertThat(text.text()).isEqualTo(PROMPTS + PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "%s, Zebra crossing: 7.50", "CFG scale: 8.0, ENSD: 31337, %s"})
    void drawnOnTheMiniatureItIsWrittenBackToTheLetter(String frame) throws IOException {
        String pairs = PAIRS.replace("512x768", "32x48").replace("4x-AnimeSharp", "4x-MiniSharp");
        String text = PROMPTS.replace("ng_deepnegative_v1_75t", "bad").replace("badhandv4", "bad")
                + (frame.startsWith("CFG")
                        ? frame.formatted(pairs.replace("CFG scale: 8, ", "").replace("ENSD: 31337, ", ""))
                        : frame.formatted(pairs));
        Path infotext = Files.writeString(folder.resolve("asked.txt"), text);
        Path picture = folder.resolve("drawn.png");

        int code = Cupel.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter())).execute(
                "generate", "--model", TinyExperiment.MINIATURE.resolve("mini-anime.safetensors").toString(),
                "--embeddings", TinyExperiment.MINIATURE.resolve("embeddings").toString(), "--infotext",
                infotext.toString(),
                "-o", picture.toString());

        assertThat(code).as(err.toString()).isZero();
        assertThat(PictureText.read(picture)).contains(text);
        assertThat(ImageIO.read(picture.toFile()).getHeight()).isEqualTo(96);
        assertThat(err.toString().contains("not followed, but kept in the picture: Zebra crossing"))
                .isEqualTo(text.contains("Zebra"));
    }
}
