package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.prompt.PictureText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GridCommandTest {

    private static final Path MINIATURE = Path.of("..", "configs", "miniature").toAbsolutePath().normalize();
    private static final String MODEL = MINIATURE.resolve("mini-anime.safetensors").toString();

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Cupel.commandLine();
        line.setErr(new PrintWriter(err, true));
        line.setOut(new PrintWriter(new StringWriter(), true));
        return line.execute(arguments);
    }

    private String recipe() throws IOException {
        Path recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, """
                method: weighted_sum
                alpha: 0.5
                models: {new_base: "%s", tuned: "%s"}
                """.formatted(MINIATURE.resolve("mini-v1-5.safetensors"), MODEL));
        return recipe.toString();
    }

    @Test
    void mergesAreDrawnAsTheirParentsAreAndWritten() throws IOException {
        Path sheet = folder.resolve("g.png");
        Path single = folder.resolve("single.png");

        assertThat(
                run("grid", "--merge", recipe(), "--x", "alpha: 0-1[2]", "--prompt", "1girl", "--seed", "3", "--size",
                        "64x64", "--steps", "3", "-o", sheet.toString()))
                .as(err.toString()).isZero();
        assertThat(
                run("generate", "--model", MODEL, "--prompt", "1girl", "--seed", "3", "--size", "64x64", "--steps", "3",
                        "-o", single.toString()))
                .isZero();

        Path right = folder.resolve("g/z01-y01-x02.png");
        assertThat(ImageIO.read(right.toFile()).getRGB(0, 0, 64, 64, null, 0, 64))
                .isEqualTo(ImageIO.read(single.toFile()).getRGB(0, 0, 64, 64, null, 0, 64));
        assertThat(PictureText.read(right).orElseThrow()).contains("Seed: 3").contains("Model: recipe, Merge: alpha=1");
        assertThat(ImageIO.read(sheet.toFile()).getWidth()).isGreaterThan(128);
        assertThat(folder.resolve("g.html")).content().contains("./g/z01-y01-x02.png");
    }

    @Test
    void whatCannotBeDrawnStandsInItsCellAndTheOthersGoOn() throws IOException {
        assertThat(
                run("grid", "--merge", recipe(), "--x", "alpha: 1e30, 1", "--prompt", "1girl", "--seed", "3", "--size",
                        "64x64", "--steps", "1", "-o", folder.resolve("g.png").toString()))
                .as(err.toString())
                .isEqualTo(Failures.DRAWING);

        assertThat(folder.resolve("g.html")).content()
                .contains("class=\"failed\">the network&#39;s result is not a number");
        assertThat(folder.resolve("g/z01-y01-x01.png")).doesNotExist();
        assertThat(folder.resolve("g/z01-y01-x02.png")).exists();
    }

    @Test
    void aSettingThatTheModelHasNotCostsOnlyItsCell() throws IOException {
        assertThat(
                run("grid", "--model", MODEL, "--x", "clip skip: 99, 1", "--prompt", "1girl", "--seed", "3", "--size",
                        "64x64", "--steps", "1", "-o", folder.resolve("g.png").toString()))
                .as(err.toString())
                .isEqualTo(Failures.DRAWING);

        assertThat(folder.resolve("g.html")).content().contains("class=\"failed\">clip skip");
        assertThat(folder.resolve("g/z01-y01-x01.png")).doesNotExist();
        assertThat(folder.resolve("g/z01-y01-x02.png")).exists();
    }

    @Test
    void whatIsFinishedIsNotDrawnAgain() throws IOException {
        String[] grid = {"grid", "--model", MODEL, "--x", "steps: 1, 2", "--prompt", "1girl", "--seed", "3", "--size",
                "64x64", "-o", folder.resolve("g.png").toString()};
        run(grid);
        byte[] first = Files.readAllBytes(folder.resolve("g/z01-y01-x01.png"));
        byte[] second = Files.readAllBytes(folder.resolve("g/z01-y01-x02.png"));
        Files.delete(folder.resolve("g/z01-y01-x02.png"));
        assertThat(err.toString()).doesNotContain("there already");

        assertThat(run(grid)).as(err.toString()).isZero();

        assertThat(err.toString()).containsOnlyOnce("there already").contains("Steps: 1  there already");
        assertThat(folder.resolve("g/z01-y01-x02.png")).hasBinaryContent(second);
        grid[4] = "steps: 2, 1";
        assertThat(run(grid)).isZero();
        assertThat(err.toString()).contains("Steps: 2  there already");
        assertThat(folder.resolve("g/z01-y01-x01.png")).hasBinaryContent(second);
        assertThat(folder.resolve("g/z01-y01-x02.png")).hasBinaryContent(first);
    }

    @Test
    void whatWouldBeAnotherPictureIsDrawnAgain() throws IOException {
        String[] grid = {"grid", "--model", MODEL, "--x", "steps: 1", "--prompt", "1girl", "--seed", "3", "--size",
                "64x64", "-o", folder.resolve("g.png").toString()};
        run(grid);
        Path picture = folder.resolve("g/z01-y01-x01.png");
        byte[] drawn = Files.readAllBytes(picture);
        Files.write(picture, new byte[]{1}, StandardOpenOption.APPEND);

        assertThat(run(grid)).isZero();
        assertThat(picture).hasBinaryContent(drawn);
        grid[6] = "1boy";
        assertThat(run(grid)).isZero();
        grid[2] = MINIATURE.resolve("mini-v1-5.safetensors").toString();
        assertThat(run(grid)).isZero();
        assertThat(err.toString()).doesNotContain("there already");
    }

    @Test
    void optionsMayComeFromAFile() throws IOException {
        Path file = folder.resolve("grid.yaml");
        Files.writeString(file, """
                model: "%s"
                prompt: 1girl
                x: {steps: [1, 2]}
                y:
                  sampler: [Euler, DDIM]
                seed: 4
                size: 64x64
                """.formatted(MODEL));

        assertThat(run("grid", file.toString(), "--y", "cfg: 1", "-o", folder.resolve("f.png").toString()))
                .as(err.toString()).isZero();

        assertThat(PictureText.read(folder.resolve("f/z01-y01-x02.png")).orElseThrow()).contains("Steps: 2")
                .contains("Sampler: Euler a").contains("CFG scale: 1").contains("Seed: 4");
    }

    @Test
    void keysOfTheFileThatAreNoOptionsNameTheNearest() throws IOException {
        Path file = folder.resolve("grid.yaml");
        Files.writeString(file, "model: \"%s\"\nnegative_promt: x\nx: {steps: [1, 2]}\n".formatted(MODEL));

        assertThat(run("grid", file.toString(), "-o", folder.resolve("f.png").toString())).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("grid.yaml:2").contains("negative_prompt");
    }

    @Test
    void whatMakesNoSenseIsSaidBeforeTheFirstPicture() throws IOException {
        String out = folder.resolve("g.png").toString();

        assertThat(run("grid", "--model", MODEL, "--x", "alpha: 0, 1", "--prompt", "x", "-o", out))
                .isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("alpha=0 needs a merge to change, but");
        assertThat(run("grid", "--model", MODEL, "--x", "sampler: Euler, Euler b", "--prompt", "x", "-o", out))
                .isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("Sampler: Euler b: sampler: must be one of")
                .contains("Maybe Euler a is meant");
        assertThat(run("grid", "--model", MODEL, "--x", "steps: 1-200", "--prompt", "x", "-o", out))
                .isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("200 × 1 × 1 are 200 pictures, more than 100.\nAdd --yes");
        assertThat(run("grid", "--merge", recipe(), "--x", "IN04: 0, x", "--prompt", "x", "-o", out))
                .isEqualTo(Failures.USAGE);
        assertThat(run("grid", "--model", MODEL, "--x", "s/r: kat, sepa", "--prompt", "x<lora:kat:1>", "-o", out))
                .isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("<lora:sepa:…> must name a LoRA");
        assertThat(folder.resolve("g")).doesNotExist();
    }
}
