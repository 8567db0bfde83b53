package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.optimizer.TinyExperiment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Enlarging, beginning at a picture, and other ways to ask the networks, by {@code cupel generate}. */
class GenerateWorkflowTest {

    private static final Path MINIATURE = TinyExperiment.MINIATURE;

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void anEsrganBesideTheModelEnlargesAndTheInfotextDrawsTheSame() throws IOException {
        Path large = draw("large", "--hires-scale", "1.5", "--hires-upscaler", "4x-MiniSharp", "--denoising-strength",
                "0.4", "--hires-steps", "2", "--token-merging-hires", "0.5");

        assertThat(ImageIO.read(large.toFile()).getWidth()).isEqualTo(96);
        assertThat(PictureText.read(large).orElseThrow()).contains("Denoising strength: 0.4",
                "Token merging ratio hr: 0.5", "Hires upscale: 1.5, Hires steps: 2, Hires upscaler: 4x-MiniSharp");
        Path again = folder.resolve("again.png");
        assertThat(generate("--infotext", large.toString(), "-o", again.toString())).as(err.toString()).isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(large));
    }

    @Test
    void anUpscalerThatIsNotThereIsAnErrorBeforeThePicture() {
        assertThat(generate("--prompt", "1girl", "--hires-scale", "2", "--hires-upscaler", "4x-AnimeSharp", "-o",
                folder.resolve("x.png").toString())).isEqualTo(Failures.USAGE);

        assertThat(err.toString()).contains("hires upscaler: must be one of Latent",
                "or the name of an ESRGAN file, but is 4x-AnimeSharp");
        assertThat(folder.resolve("x.png")).doesNotExist();
    }

    @Test
    void aPictureIsDrawnOverInItsSize() throws IOException {
        Path first = folder.resolve("first.png");
        ImageIO.write(new BufferedImage(100, 70, BufferedImage.TYPE_INT_ARGB), "png", first.toFile());

        Path over = draw("over", "--init-image", first.toString(), "--denoising-strength", "0.3");

        assertThat(ImageIO.read(over.toFile()).getWidth()).isEqualTo(96);
        assertThat(ImageIO.read(over.toFile()).getHeight()).isEqualTo(64);
        assertThat(PictureText.read(over).orElseThrow()).contains("Denoising strength: 0.3");
        // what is transparent is white
        assertThat(ImageIO.read(over.toFile()).getRGB(48, 32) & 0xff).isGreaterThan(150);
    }

    @Test
    void anAutoencoderOfAnotherFileDecodesAndIsNamed() throws IOException {
        Path own = draw("own", "--size", "64x64");
        Path other = draw("other", "--size", "64x64", "--vae", MINIATURE.resolve("mini-v1-4.ckpt").toString());

        // the miniature's checkpoints have one autoencoder
        assertThat(pixels(other)).isEqualTo(pixels(own));
        assertThat(PictureText.read(other).orElseThrow()).contains(", VAE hash: ", ", VAE: mini-v1-4.ckpt");
    }

    @Test
    void aFileWithoutAnAutoencoderIsRefused() {
        assertThat(generate("--prompt", "1girl", "--vae", MINIATURE.resolve("loras/sepia.safetensors").toString(), "-o",
                folder.resolve("x.png").toString())).isEqualTo(Failures.FILE);

        assertThat(err.toString()).contains("sepia.safetensors", "an autoencoder (VAE) is needed", "Maybe");
    }

    @Test
    void optionsThatWouldBeIgnoredAreRefused() {
        assertRefused("--hires-scale and --hires-size exclude each other", "--hires-scale", "2", "--hires-size",
                "128x128");
        assertRefused("need an enlargement", "--hires-prompt", "a girl");
        assertRefused("need a picture to draw over", "--denoising-strength", "0.5");
        assertRefused("--zero-terminal-snr and --downcast-alphas exclude each other", "--zero-terminal-snr",
                "--downcast-alphas");
        assertRefused("token merging ratio: must be 0 to 0.9, but is 2.0", "--token-merging", "2");
        assertRefused("prediction: must be one of epsilon, v, but is x0", "--prediction", "x0");
        assertRefused("denoising strength: must be 0 to 1, but is 7.0", "--hires-scale", "2", "--denoising-strength",
                "7");
    }

    private void assertRefused(String message, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("--prompt", "1girl", "-o", folder.resolve("x.png").toString()));
        arguments.addAll(List.of(options));
        assertThat(generate(arguments.toArray(String[]::new))).isNotZero();
        assertThat(err.toString()).contains(message);
    }

    @Test
    void anInfotextOfADrawingOverIsReportedWithoutItsPicture() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "1girl\nSteps: 2, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 64x64, "
                + "Denoising strength: 0.5, VAE: x.pt");

        assertThat(generate("--infotext", text.toString(), "-o", folder.resolve("x.png").toString())).isZero();

        assertThat(err.toString()).contains("not followed, but kept in the picture: Denoising strength, VAE");
    }

    private Path draw(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--prompt", "1girl", "--seed", "1", "--steps", "3", "-o",
                folder.resolve(name + ".png").toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--size") && !arguments.contains("--init-image")) {
            arguments.addAll(List.of("--size", "64x64"));
        }
        assertThat(generate(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        return folder.resolve(name + ".png");
    }

    private int generate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("generate", "--model",
                MINIATURE.resolve("mini-anime.safetensors").toString(), "--threads", "1"));
        all.addAll(List.of(arguments));
        return Cupel.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(all.toArray(String[]::new));
    }

    private static int[] pixels(Path png) throws IOException {
        var image = ImageIO.read(png.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
