package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.optimizer.TinyExperiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the prompts of {@code cupel generate} may name. */
class GeneratePromptTest {

    private static final Path MINIATURE = TinyExperiment.MINIATURE;

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void loraOfAPromptChangesThePictureAndStaysInItsInfotext() throws IOException {
        Path plain = draw("plain", "sepia, 1girl");
        Path lora = draw("lora", "sepia, 1girl<lora:sepia:1>");

        assertThat(pixels(lora)).isNotEqualTo(pixels(plain));
        assertThat(PictureText.read(lora).orElseThrow()).startsWith("sepia, 1girl<lora:sepia:1>\n");
    }

    @Test
    void loraOfWeightZeroChangesNothing() throws IOException {
        assertThat(pixels(draw("zero", "sepia, 1girl<lora:sepia:0>"))).isEqualTo(pixels(draw("plain", "sepia, 1girl")));
    }

    @Test
    void twoLorasAddUp() throws IOException {
        assertThat(pixels(draw("both", "1girl<lora:sepia:1><lora:kat:0.5:lbw=OUTALL>")))
                .isNotEqualTo(pixels(draw("one", "1girl<lora:sepia:1>")));
    }

    /** Another way to the same weights: layers applied anew at each step, from differences that were not scaled. */
    @Test
    void scheduleThatStaysDrawsTheBitsOfAMergedLora() throws IOException {
        byte[] merged = Files.readAllBytes(draw("merged", "sepia, 1girl<lora:sepia:0.8><lora:kat:0.5>"));
        assertThat(pixels(draw("steps", "sepia, 1girl<lora:sepia:0.8:stop=1000><lora:kat:0.5@0,0.5@1:start=0>")))
                .isEqualTo(pixels(folder.resolve("merged.png")));
        assertThat(Files.readAllBytes(folder.resolve("merged.png"))).isEqualTo(merged);
        assertThat(pixels(draw("late", "sepia, 1girl<lora:sepia:0.8:start=1000>")))
                .isEqualTo(pixels(draw("text", "sepia, 1girl<lora:sepia:0.8:unet=0>")));
    }

    @Test
    void strengthThatChangesDrawsSomethingBetween() throws IOException {
        int[] rising = pixels(draw("rising", "sepia, 1girl<lora:sepia:te=0:unet=0@0,1@1>"));

        assertThat(rising).isNotEqualTo(pixels(draw("all", "sepia, 1girl<lora:sepia:te=0:unet=1>")))
                .isNotEqualTo(pixels(draw("none", "sepia, 1girl")))
                .isEqualTo(pixels(draw("again", "sepia, 1girl<lora:sepia:te=0:unet=0@0,1@1>")));
    }

    @Test
    void embeddingThatAnInfotextUsedMustBeThere() throws IOException {
        Path infotext = Files.writeString(folder.resolve("ti.txt"),
                "1girl\nNegative prompt: badd\nSteps: 1, Seed: 1, Size: 64x64, TI hashes: \"badd: 0123abcd\"");

        assertThat(generate("ti", "1girl", "--infotext", infotext.toString(), "--embeddings",
                MINIATURE.resolve("embeddings").toString())).isEqualTo(Failures.USAGE);

        assertThat(err.toString()).contains("TI hashes: there is no embedding badd in ")
                .contains("Maybe bad is meant");
    }

    /** Hashes computed elsewhere: SHA-256 of the LoRAs' bytes after their headers, and of the embedding's file. */
    @Test
    void lorasAndEmbeddingsStandInTheInfotextWithTheWebUisHashes() throws IOException {
        Path picture = folder.resolve("named.png");
        generate("named", "1girl<lora:sepia:1>, [beach:bad:0.5] <lora:kat:0.5>", "--embeddings",
                MINIATURE.resolve("embeddings").toString());

        assertThat(PictureText.read(picture).orElseThrow()).contains(
                ", Lora hashes: \"sepia: 917382b76874, kat: d0e9d9d7eab2\", TI hashes: \"bad: 47c5882e0e79\", Version:");
    }

    @Test
    void aLoraUnderAnotherNameIsFoundByItsHash() throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.copy(MINIATURE.resolve("loras/sepia.safetensors"), other.resolve("brown.safetensors"));
        draw("named", "sepia, 1girl<lora:sepia:1>");
        String named = folder.resolve("named.png").toString();

        assertThat(generate("again", "sepia, 1girl<lora:sepia:1>", "--infotext", named, "--loras", other.toString()))
                .as(err.toString()).isZero();

        assertThat(pixels(folder.resolve("again.png"))).isEqualTo(pixels(folder.resolve("named.png")));
    }

    @Test
    void loraOfAHiresPromptMustBeThereBeforeTheFirstPicture() {
        assertThat(generate("hires", "1girl", "--hires-scale", "1.5", "--hires-prompt", "1boy<lora:sepai:1>"))
                .isEqualTo(Failures.USAGE);

        assertThat(err.toString()).contains("<lora:sepai:…>", "Maybe sepia is meant");
        assertThat(folder.resolve("hires.png")).doesNotExist();
    }

    @Test
    void whatAHiresPromptNamesIsToldAndStandsInTheInfotext() throws IOException {
        Path picture = draw("hires", "1girl<lora:sepia:1>", "--hires-scale", "1.5", "--hires-prompt",
                "1boy<loractl:kat:1><hypernet:x:1>");

        assertThat(err.toString()).contains("not followed, and not drawn: <hypernet:x:1>");
        assertThat(PictureText.read(picture).orElseThrow()).contains(
                "Hires prompt: \"1boy<loractl:kat:1><hypernet:x:1>\"",
                "Lora hashes: \"sepia: 917382b76874, kat: d0e9d9d7eab2\"");
    }

    /** Another way to the same weights, as for steps. */
    @Test
    void aSecondPassOfTheSameStrengthDrawsTheBitsOfAMergedLora() throws IOException {
        String[] hires = {"--hires-scale", "1.5", "--hires-steps", "2"};
        int[] merged = pixels(draw("merged", "sepia, 1girl<lora:sepia:0.8><lora:kat:0.5>", hires));

        assertThat(pixels(draw("steps", "sepia, 1girl<lora:sepia:0.8:hr=0.8@0,0.8@1><lora:kat:0.5>", hires)))
                .isEqualTo(merged);
        assertThat(pixels(draw("other", "sepia, 1girl<lora:sepia:0.8:hr=0.4><lora:kat:0.5>", hires)))
                .isNotEqualTo(merged);
        assertThat(pixels(draw("own", "sepia, 1girl<lora:sepia:0.8><lora:kat:0.5>", "--hires-scale", "1.5",
                "--hires-steps", "2", "--hires-prompt", "sepia, 1girl<lora:sepia:0.4><lora:kat:0.5>")))
                .isEqualTo(pixels(folder.resolve("other.png")));
    }

    @Test
    void picturesOfOneCallMayHaveOtherSecondPasses() throws IOException {
        List<String> prompts = new ArrayList<>();
        assertThat(cupel(List.of("--prompt", "{1girl<lora:sepia:0:hr=1>|1girl}", "--variants", "--count", "2",
                "--seed", "5", "--steps", "3", "--size", "64x64", "--hires-scale", "1.5", "-o",
                folder.resolve("x.png").toString()))).as(err.toString()).isZero();

        for (int i = 1; i <= 2; i++) {
            Path picture = folder.resolve("x-000%d.png".formatted(i));
            Path alone = folder.resolve("alone.png");
            prompts.add(PictureText.infotext(picture).prompt());
            assertThat(cupel(List.of("--infotext", picture.toString(), "-o", alone.toString()))).isZero();
            assertThat(pixels(alone)).isEqualTo(pixels(picture));
        }
        assertThat(prompts).containsExactly("1girl", "1girl<lora:sepia:0:hr=1>");
    }

    @Test
    void theVaeOfAnInfotextIsFoundByItsNameBesideTheModel() throws IOException {
        Path model = Files.copy(MINIATURE.resolve("mini-v1-5.safetensors"), folder.resolve("model.safetensors"));
        Path infotext = Files.writeString(folder.resolve("vae.txt"),
                "1girl\nSteps: 1, Seed: 1, Size: 64x64, VAE: old.vae.safetensors");

        List<String> arguments = List.of("--infotext", infotext.toString(), "--tokenizer",
                MINIATURE.resolve("tokenizer").toString(), "-o", folder.resolve("found.png").toString());

        cupel(model, arguments);
        assertThat(err.toString()).contains("There is no old.vae.safetensors beside the model", "Say --vae FILE");
        Files.copy(MINIATURE.resolve("mini-anime.safetensors"),
                Files.createDirectories(folder.resolve("VAE")).resolve("old.vae.safetensors"));
        err.getBuffer().setLength(0);
        cupel(model, arguments);

        assertThat(err.toString()).doesNotContain("There is no old.vae", "VAE");
    }

    @Test
    void embeddingThatAPromptWritesOutMustBeThere() {
        assertThat(generate("ti", "1girl", "--negative-prompt", "(embedding:badd:1.2)", "--embeddings",
                MINIATURE.resolve("embeddings").toString())).isEqualTo(Failures.FILE);

        assertThat(err.toString()).contains("prompt: there is no embedding badd in ", "Maybe bad is meant");
        assertThat(folder.resolve("ti.png")).doesNotExist();
    }

    @Test
    void loraThatIsNotThereIsNamedWithThoseThatAre() {
        int code = generate("missing", "1girl <lora:sepai:1>");

        assertThat(code).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("<lora:sepai:…>", "Maybe sepia is meant", "--loras FOLDER", "[kat, sepia]");
    }

    @Test
    void wrongArgumentOfALoraIsNamedWithItsTag() {
        assertThat(generate("wrong", "1girl <lora:sepia:much>")).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("<lora:sepia:much>", "must be a number", "Maybe");
    }

    @Test
    void otherNetworksAreReported() throws IOException {
        draw("hyper", "1girl<hypernet:x:1>");

        assertThat(err.toString()).contains("not followed, and not drawn: <hypernet:x:1>");
    }

    @Test
    void languageOfAPictureIsThatOfItsInfotext() throws IOException {
        // in the old language step 1.5 is a step, in the new one a share beyond the end
        Path old = draw("old", "[1girl:1boy:1.5]", "--webui-version", "1.3");
        Path latest = draw("new", "[1girl:1boy:1.5]");
        assertThat(pixels(old)).isNotEqualTo(pixels(latest));

        Path again = folder.resolve("again.png");
        assertThat(cupel(List.of("--infotext", old.toString(), "-o", again.toString()))).isZero();

        assertThat(pixels(again)).isEqualTo(pixels(old));
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(old));
    }

    @Test
    void embeddingsAreWordsUnlessTheirFolderIsGiven() throws IOException {
        String prompt = "1girl, (bad:1.5)";

        assertThat(pixels(draw("vectors", prompt, "--embeddings", MINIATURE.resolve("embeddings").toString())))
                .isNotEqualTo(pixels(draw("words", prompt)));
    }

    @Test
    void variantsAreChosenForEachPictureAndWrittenIntoIt() throws IOException {
        String prompt = "{<lora:sepia:1>sepia|}, {1girl|1boy}";
        List<String> texts = new ArrayList<>();

        assertThat(generate("x", prompt, "--variants", "--count", "8")).as(err.toString()).isZero();

        for (int i = 1; i <= 8; i++) {
            texts.add(PictureText.read(folder.resolve("x-000%d.png".formatted(i))).orElseThrow().lines().findFirst()
                    .orElseThrow());
        }
        assertThat(texts).containsOnly("<lora:sepia:1>sepia, 1girl", "<lora:sepia:1>sepia, 1boy", ", 1girl", ", 1boy");
        Path same = draw("same", texts.getFirst());
        assertThat(pixels(folder.resolve("x-0001.png"))).isEqualTo(pixels(same));
    }

    private Path draw(String name, String prompt, String... more) {
        assertThat(generate(name, prompt, more)).as(err.toString()).isZero();
        return folder.resolve(name + ".png");
    }

    private int generate(String name, String prompt, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--prompt", prompt, "--seed", "1", "--steps", "3", "--size",
                "64x64", "-o", folder.resolve(name + ".png").toString()));
        arguments.addAll(Arrays.asList(more));
        return cupel(arguments);
    }

    private int cupel(List<String> arguments) {
        return cupel(MINIATURE.resolve("mini-anime.safetensors"), arguments);
    }

    private int cupel(Path model, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("generate", "--model", model.toString(), "--threads", "1"));
        all.addAll(arguments);
        CommandLine commandLine = Cupel.commandLine().setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private static int[] pixels(Path png) throws IOException {
        var image = ImageIO.read(png.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}
