package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.optimizer.TinyExperiment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RebasinCommandTest {

    private static final Path BASE = TinyExperiment.MINIATURE.resolve("mini-v1-5.safetensors");
    private static final Path TUNED = TinyExperiment.MINIATURE.resolve("mini-anime.safetensors");

    @TempDir
    private Path folder;

    private record Answer(int code, String out, String err) {}

    private static Answer rebasin(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Cupel.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        String[] all = new String[texts.length + 1];
        all[0] = "rebasin";
        System.arraycopy(texts, 0, all, 1, texts.length);
        int code = commandLine.execute(all);
        return new Answer(code, out.toString(), err.toString());
    }

    @Test
    void aShuffledModelGetsItsOrderBack() {
        Path shuffled = folder.resolve("shuffled.safetensors");
        Path restored = folder.resolve("restored.safetensors");

        Answer shuffle = rebasin("--model", TUNED, "--shuffle", "--seed", 3, "-o", shuffled);
        Answer restore = rebasin("--model", shuffled, "--reference", BASE, "-o", restored);

        assertThat(shuffle.out()).contains("of 12684 units moved", shuffled.toString());
        assertThat(restore.out()).contains("unet", "attention heads and their channels", " -> ", restored.toString());
        assertThat(restore.err()).isEmpty();
        try (Checkpoint before = Checkpoint.open(TUNED); Checkpoint after = Checkpoint.open(restored)) {
            before.tensors().forEach((name, tensor) -> assertThat(after.tensors().get(name).data()
                    .mismatch(tensor.data())).as(name).isEqualTo(-1));
        }
    }

    @Test
    void modelsOfOneAncestorAreSaidToHaveOneOrder() {
        Answer answer = rebasin("--model", TUNED, "--reference", BASE, "-o", folder.resolve("a.safetensors"));

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("0 units moved", "common ancestor");
    }

    @Test
    void onlyThePartsThatAreAskedForAreShown() {
        Answer answer = rebasin("--model", TUNED, "--reference", BASE, "--parts", "vae,text_encoder", "-o",
                folder.resolve("a.safetensors"));

        assertThat(answer.out()).contains("vae", "text_encoder").doesNotContain("unet");
    }

    @Test
    void anUnknownPartIsRefusedWithTheKnownOnes() {
        Answer answer = rebasin("--model", TUNED, "--reference", BASE, "--parts", "clip", "-o",
                folder.resolve("a.safetensors"));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("text_encoder, unet, vae", "'clip'");
    }

    @Test
    void aReferenceAndAShuffleExcludeEachOther() {
        assertThat(rebasin("--model", TUNED, "-o", folder.resolve("a.safetensors")).err()).contains("--reference");
        assertThat(rebasin("--model", TUNED, "--reference", BASE, "--shuffle", "-o", folder.resolve("a.safetensors"))
                .code()).isEqualTo(Failures.USAGE);
    }

    @Test
    void aModelIsNotWrittenOverItself() throws Exception {
        Path copy = Files.copy(TUNED, folder.resolve("copy.safetensors"));

        Answer answer = rebasin("--model", copy, "--shuffle", "-o", copy);

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("copy.safetensors", "another name");
        assertThat(copy).hasSameBinaryContentAs(TUNED);
    }
}
