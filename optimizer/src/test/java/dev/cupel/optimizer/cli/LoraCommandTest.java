package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.TensorFile;
import dev.cupel.optimizer.TinyExperiment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person sees who types {@code cupel lora}. */
class LoraCommandTest {

    private static final Path MINIATURE = TinyExperiment.MINIATURE;
    private static final Path SEPIA = MINIATURE.resolve("loras/sepia.safetensors");
    private static final Path KAT = MINIATURE.resolve("loras/kat.safetensors");
    private static final Path V1_5 = MINIATURE.resolve("mini-v1-5.safetensors");

    @TempDir
    private Path folder;

    private record Answer(int code, String out, String err) {}

    private static Answer lora(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Cupel.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        String[] all = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        String[] command = Arrays.copyOf(new String[]{"lora"}, all.length + 1);
        System.arraycopy(all, 0, command, 1, all.length);
        return new Answer(commandLine.execute(command), out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"inspect", "merge", "extract", "resize"})
    void everyCommandExplainsItselfWithAnExample(String command) {
        Answer answer = lora(command, "--help");

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("Usage: cupel lora " + command, "For example:", "configs/miniature");
    }

    @Test
    void inspectShowsFamiliesAndBlocks() {
        Answer answer = lora("inspect", SEPIA);

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("LoRA (160 tensors of the model)", "OUT11", "ss_sd_model_name");
    }

    @Test
    void mergeWritesACheckpointWithLorasInIt() {
        Path out = folder.resolve("out.safetensors");
        Answer answer = lora("merge", "--model", V1_5, "--lora", KAT + ":0.8", "--lora",
                SEPIA + ":te=0:unet=0.5:lbw=OUTALL", "-o", out);

        assertThat(answer.code()).as(answer.err()).isZero();
        try (Checkpoint merged = Checkpoint.open(out); Checkpoint model = Checkpoint.open(V1_5)) {
            String name = "model.diffusion_model.output_blocks.9.1.transformer_blocks.0.attn1.to_q.weight";
            assertThat(merged.tensors().get(name).toFloats()).isNotEqualTo(model.tensors().get(name).toFloats());
            String other = "model.diffusion_model.out.2.weight";
            assertThat(merged.tensors().get(other).toFloats()).isEqualTo(model.tensors().get(other).toFloats());
        }
    }

    @Test
    void blockWeightsCountForLorasWithoutTheirOwn() {
        Path off = folder.resolve("off.safetensors");
        assertThat(lora("merge", "--model", V1_5, "--lora", KAT, "--lora", SEPIA + ":1:lbw=NONE", "--lbw", "NONE", "-o",
                off).code()).isZero();

        try (Checkpoint merged = Checkpoint.open(off); Checkpoint model = Checkpoint.open(V1_5)) {
            model.tensors().forEach((name, tensor) -> assertThat(merged.tensors().get(name).toFloats()).as(name)
                    .isEqualTo(tensor.toFloats()));
        }
    }

    @Test
    void lorasBecomeOneAndAreResized() {
        Path both = folder.resolve("both.safetensors");
        Path small = folder.resolve("small.safetensors");
        assertThat(lora("merge", "--into-lora", "--lora", KAT, "--lora", SEPIA + ":0.5", "-o", both).code()).isZero();
        Answer answer = lora("resize", both, "--rank", 3, "--dtype", "fp32", "-o", small);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("160 layers, ranks 8 to 8 became", "to 3, with");
        try (TensorFile file = TensorFile.open(small)) {
            assertThat(file.metadata()).containsEntry("ss_output_name", "small");
        }
    }

    @Test
    void extractSaysWhatItCaught() {
        Path out = folder.resolve("anime.safetensors");
        Answer answer = lora("extract", "--tuned", MINIATURE.resolve("mini-anime.safetensors"), "--base",
                MINIATURE.resolve("mini-v1-4.ckpt"), "--energy", 0.9, "--conv-rank", 16, "-o", out);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("of the squares of their differences", "left out though they differ",
                "biases");
        assertThat(lora("inspect", out).out()).contains("LoCon", "LoRA");
    }

    @Test
    void wrongOptionsAreNamed() {
        Path out = folder.resolve("out.safetensors");

        assertThat(lora("merge", "--lora", KAT, "-o", out)).satisfies(answer -> {
            assertThat(answer.code()).isEqualTo(Failures.USAGE);
            assertThat(answer.err()).contains("--model FILE, or --into-lora");
        });
        assertThat(lora("merge", "--model", V1_5, "--lora", KAT + ":lbw=OUTAL", "-o", out).err()).contains("OUTAL",
                "OUTALL");
        assertThat(lora("resize", KAT, "-o", out).err()).contains("--rank");
        assertThat(lora("resize", KAT, "--energy", "99", "-o", out).err()).contains("energy must be above 0");
        assertThat(lora("resize", KAT, "--energy", "0.9", "--ratio", "5", "-o", out).err()).contains("Give one of");
        assertThat(lora("resize", KAT, "--rank", "4", "--dtype", "fp8", "-o", out).err()).contains("bf16", "fp8");
        assertThat(lora("extract", "--tuned", V1_5, "--base", V1_5, "--clamp", "2", "-o", out).err())
                .contains("clamp must be");
    }

    @Test
    void aFileThatIsNoLoraIsRefused() {
        Answer answer = lora("inspect", V1_5);

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("a LoRA is needed").doesNotContain("at dev.cupel");
    }
}
