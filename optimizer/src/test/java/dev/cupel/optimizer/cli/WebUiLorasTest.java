package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.TinyExperiment;
import dev.cupel.optimizer.experiment.PictureFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures whose second pass has other LoRAs than the first, against the web UI's own code: see golden/webui-loras/README.md. */
class WebUiLorasTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "webui-loras");

    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"hires-lora", "hires-none", "hires-same", "hires-words", "hires-negative", "loractl-hr",
            "loractl-steps", "loractl-words", "loractl-heun", "loractl-unipc", "old-hires-words"})
    void secondPassIsThatOfTheWebUi(String name) throws IOException {
        Path golden = GOLDEN.resolve(name + ".png");
        Path drawn = folder.resolve(name + ".png");

        assertThat(draw(golden, drawn)).as(err.toString()).isZero();

        byte[] expected = PictureFiles.read(golden).rgb();
        byte[] actual = PictureFiles.read(drawn).rgb();
        assertThat(actual).hasSameSizeAs(expected);
        int largest = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(Byte.toUnsignedInt(actual[i]) - Byte.toUnsignedInt(expected[i])));
        }
        assertThat(largest).isLessThanOrEqualTo(2);
    }

    private int draw(Path infotext, Path picture) throws IOException {
        Path loras = Files.createDirectory(folder.resolve("loras"));
        for (Path lora : List.of(GOLDEN.resolve("words.safetensors"),
                TinyExperiment.MINIATURE.resolve("loras/sepia.safetensors"),
                TinyExperiment.MINIATURE.resolve("loras/kat.safetensors"))) {
            Files.copy(lora, loras.resolve(lora.getFileName()));
        }
        return Cupel.commandLine().setErr(new PrintWriter(err)).setOut(new PrintWriter(new StringWriter())).execute(
                "generate", "--model", TinyExperiment.MINIATURE.resolve("mini-v1-5.safetensors").toString(),
                "--loras", loras.toString(), "--infotext", infotext.toString(), "-o", picture.toString());
    }
}
