package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.optimizer.TinyExperiment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
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
    void aMisspeltUpscalerNamesTheNearestFile() {
        assertThat(generate("--prompt", "1girl", "--hires-upscaler", "4x-MiniSherp", "-o",
                folder.resolve("x.png").toString())).isEqualTo(Failures.USAGE);

        assertThat(err.toString()).contains("but is 4x-MiniSherp.\nMaybe 4x-MiniSharp is meant.");
    }

    @Test
    void shortFloatsDrawNearlyTheSame() throws IOException {
        int[] wide = pixels(draw("wide", "--steps", "1", "--cfg-scale", "1", "--size", "32x32"));
        int[] other = pixels(draw("other", "--steps", "1", "--cfg-scale", "1", "--size", "32x32", "--rng", "nv"));

        int[] narrow = pixels(draw("narrow", "--steps", "1", "--cfg-scale", "1", "--size", "32x32", "--precision",
                "bf16"));

        assertThat(apart(narrow, wide)).isPositive().isLessThan(apart(other, wide) / 2);
    }

    private static double apart(int[] first, int[] second) {
        return IntStream.range(0, first.length)
                .mapToDouble(i -> Math.abs((first[i] >> 8 & 0xff) - (second[i] >> 8 & 0xff))).sum();
    }

    /** The decoder's last layer, enlarged a million times, gives more than the 65504 that 16 bits hold. */
    @Test
    void whatBreaksInHalfPrecisionIsDrawnInFloat32() throws IOException {
        Path recipe = folder.resolve("bright.yaml");
        Files.writeString(recipe, """
                method: scale
                alpha: 1000000
                precision: fp32
                vae: merged
                include: [first_stage_model.decoder.conv_out.weight]
                models: {new_base: "%s"}
                """.formatted(MINIATURE.resolve("mini-anime.safetensors")));

        Path wide = draw("wide", "--model", recipe.toString());
        Path narrow = draw("narrow", "--model", recipe.toString(), "--precision", "fp16");

        assertThat(pixels(narrow)).isEqualTo(pixels(wide));
    }

    @Test
    void modelsThatDisagreeInWhatTheyPredictAreRefused() throws IOException {
        Path velocity = folder.resolve("velocity.safetensors");
        Path model = MINIATURE.resolve("mini-anime.safetensors");
        Files.write(velocity, withMetadata(Files.readAllBytes(model), "\"modelspec.prediction_type\":\"v\""));
        Path recipe = folder.resolve("mixed.yaml");
        Files.writeString(recipe, """
                method: weighted_sum
                alpha: 0.5
                models: {new_base: "%s", tuned: "%s"}
                """.formatted(model, velocity));

        assertThat(generate("--model", recipe.toString(), "--tokenizer", MINIATURE.resolve("tokenizer").toString(),
                "--prompt", "1girl", "--size", "64x64", "--steps", "1", "-o", folder.resolve("x.png").toString()))
                .isEqualTo(Failures.USAGE);

        assertThat(err.toString()).contains("models: all must predict the same", "VELOCITY", "NOISE",
                "velocity.safetensors", "prediction v");
        assertThat(folder.resolve("x.png")).doesNotExist();
    }

    /** A safetensors file with more metadata. */
    private static byte[] withMetadata(byte[] file, String pair) {
        ByteBuffer before = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) before.getLong(0);
        String header = new String(file, 8, length, StandardCharsets.UTF_8);
        String meta = "\"__metadata__\":{";
        String more = header.contains(meta)
                ? header.replace(meta, meta + pair + ",")
                : header.replaceFirst("\\{", "{" + meta + pair + "},");
        byte[] bytes = more.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length + file.length - 8 - length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes.length).put(bytes).put(file, 8 + length, file.length - 8 - length).array();
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
        List<String> arguments = new ArrayList<>(List.of("--prompt", "1girl", "--seed", "1", "--tokenizer",
                MINIATURE.resolve("tokenizer").toString(), "-o", folder.resolve(name + ".png").toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--steps")) {
            arguments.addAll(List.of("--steps", "3"));
        }
        if (!arguments.contains("--size") && !arguments.contains("--init-image")) {
            arguments.addAll(List.of("--size", "64x64"));
        }
        assertThat(generate(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        return folder.resolve(name + ".png");
    }

    private int generate(String... arguments) {
        List<String> all = new ArrayList<>(List.of("generate", "--threads", "1"));
        all.addAll(List.of(arguments));
        if (!all.contains("--model")) {
            all.addAll(List.of("--model", MINIATURE.resolve("mini-anime.safetensors").toString()));
        }
        return Cupel.commandLine().setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(all.toArray(String[]::new));
    }

    private static int[] pixels(Path png) throws IOException {
        var image = ImageIO.read(png.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
