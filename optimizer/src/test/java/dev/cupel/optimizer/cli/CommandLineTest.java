package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.TinyExperiment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person sees who types a command, right or wrong. */
class CommandLineTest {

    private static final Path MINIATURE = TinyExperiment.MINIATURE;

    @TempDir
    private Path folder;

    private record Answer(int code, String out, String err) {}

    private static Answer cupel(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Cupel.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int code = commandLine.execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "report", "merge", "rebasin", "generate", "inspect", "convert", "search", "prompt"})
    void everyCommandExplainsItself(String command) {
        Answer answer = cupel(command, "--help");

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("Usage: cupel " + command);
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(cupel("--help").out()).contains("Exit codes:", "130");
    }

    @Test
    void aMisspeltOptionIsAnsweredWithTheNearestOne() {
        Answer answer = cupel("generate", "--model", "a", "--promt", "x", "-o", "y.png");

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("--promt", "--prompt", "'cupel generate --help' explains");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--study|", "--warm-start|", "--replicate|--searcher|tpe",
            "--no-trust-region|--searcher|tpe"})
    void searchRefusesWhatItWouldPassOver(String options) throws IOException {
        Path space = Files.writeString(folder.resolve("space.yaml"), "x: [0, 1]\n");

        Answer answer = cupel(
                Stream.concat(Stream.of("search", "--space", space), Stream.of(options.split("\\|", -1))).toArray());

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).startsWith(options.substring(0, options.indexOf('|')) + " must ")
                .contains("\nMaybe ");
        assertThat(answer.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "x: {range: [0, 1], prior: {mean: 0.9}} | --searcher random | prior and smooth in the space must go with",
            "reference: [0, 0] | --replicate | reference: a search that measures points again (replicate) must have one",
            "reference: [0, 0] | --no-trust-region | reference: a search without a trust region must have one"})
    void searchRefusesWhatHasNoEffectOnASpace(String line, String options, String refused) throws IOException {
        Path space = Files.writeString(folder.resolve("space.yaml"), "y: [0, 1]\n" + line + "\n");

        Answer answer = cupel(
                Stream.concat(Stream.of("search", "--space", space), Stream.of(options.split(" "))).toArray());

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).startsWith(refused).contains("\nMaybe ");
        assertThat(answer.out()).isEmpty();
    }

    /** The README's space, its command and its first line, to the last digit. */
    @Test
    void searchTalksAsTheReadmeSays() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String search = readme.substring(readme.indexOf("## The search by itself"));
        Path space = Files.writeString(folder.resolve("space.yaml"), between(search, "```yaml\n", "```"));
        String[] command = between(search, "$ ./cupel ", "\n").replace("space.yaml", space.toString())
                .replace("s.sqlite", folder.resolve("s.sqlite").toString()).split(" ");
        String first = between(search, "--trials 50\n", "\n");
        String tell = between(search, "the same `id`, `", "`");

        List<String> printed = talk(command, tell, "{\"best\":true}");
        List<String> again = talk(command);

        assertThat(printed).hasSize(3).startsWith(first);
        assertThat(printed.get(1)).startsWith("{\"id\":1,\"ask\":{\"x\":");
        assertThat(printed.get(2)).startsWith("{\"best\":{\"id\":0,");
        assertThat(again).containsExactly(printed.get(1));
    }

    private static List<String> talk(String[] command, String... lines) {
        InputStream console = System.in;
        System.setIn(new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        try {
            Answer answer = cupel((Object[]) command);
            assertThat(answer.code()).as(answer.err()).isZero();
            return answer.out().lines().toList();
        } finally {
            System.setIn(console);
        }
    }

    private static String between(String text, String before, String after) {
        int begin = text.indexOf(before) + before.length();
        return text.substring(begin, text.indexOf(after, begin));
    }

    @Test
    void noCommandListsTheCommands() {
        assertThat(cupel().err()).contains("Usage: cupel", "inspect");
    }

    @Test
    void inspectSaysWhatAFileIs() {
        Answer answer = cupel("inspect", MINIATURE.resolve("mini-v1-4.ckpt"));

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("Stable Diffusion 1.x checkpoint", "has plain and EMA weights", "M00",
                "19455ec346");
    }

    @Test
    void aMissingFileIsNamed() {
        Answer answer = cupel("inspect", MINIATURE.resolve("mini-v1-6.safetensors"));

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("mini-v1-6.safetensors").doesNotContain("at dev.cupel");
    }

    @Test
    void aTruncatedCheckpointIsRefusedWithItsPlace() throws IOException {
        byte[] whole = Files.readAllBytes(MINIATURE.resolve("mini-v1-5.safetensors"));
        Path half = Files.write(folder.resolve("half.safetensors"), Arrays.copyOf(whole, whole.length / 2));

        Answer answer = cupel("inspect", half);

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("half.safetensors", "byte").doesNotContain("at dev.cupel");
    }

    @Test
    void aLoraIsNoModel() {
        Answer answer = cupel("generate", "--model", MINIATURE.resolve("loras/sepia.safetensors"), "--prompt", "1girl",
                "-o", folder.resolve("a.png"));

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("LoRA").doesNotContain("at dev.cupel");
    }

    @Test
    void inspectComparesTwoModelsBlockByBlock() {
        Path page = folder.resolve("diff.html");
        Answer answer = cupel("inspect", "--diff", MINIATURE.resolve("mini-v1-4.ckpt"),
                MINIATURE.resolve("mini-anime.safetensors"), "--html", page);

        assertThat(answer.code()).isZero();
        assertThat(answer.out()).contains("from mini-v1-4.ckpt to mini-anime.safetensors", "relative L2", "OUT11")
                .containsPattern("text encoder +0/68 +0.000000 +1.000000");
        assertThat(page).content().contains("attn2", "IN00", "tensors differ").doesNotContain("<script");
    }

    @Test
    void inspectComparesTwoCheckpointsOnly() {
        Path model = MINIATURE.resolve("mini-v1-5.safetensors");

        assertThat(cupel("inspect", "--diff", model).err()).contains("compares two files, but there are 1");
        assertThat(cupel("inspect", model, "--html", folder.resolve("x.html")).err()).contains("--html FILE is for");
        assertThat(cupel("inspect", "--diff", model, MINIATURE.resolve("loras/sepia.safetensors")).err())
                .contains("LoRA").doesNotContain("at dev.cupel");
    }

    @Test
    void aCheckpointIsConvertedToAPickleAndBack() {
        Path pickle = folder.resolve("mini.ckpt");
        Path back = folder.resolve("mini.safetensors");

        assertThat(cupel("convert", MINIATURE.resolve("mini-v1-4.ckpt"), "-o", pickle, "--dtype", "bf16", "--ema-only",
                "--prune").code()).isZero();
        assertThat(cupel("convert", pickle, "-o", back, "--dtype", "fp8_e4m3").out()).contains("mini.safetensors");
        assertThat(cupel("inspect", pickle).out()).contains("torch pickle", "pruned", "932 tensors BF16");
        assertThat(cupel("inspect", back).out()).contains("safetensors", "F8_E4M3", "F16", "global_step: 12345");
    }

    @Test
    void convertRefusesWrongTypesAndNames() {
        Path model = MINIATURE.resolve("mini-v1-5.safetensors");
        Answer type = cupel("convert", model, "-o", folder.resolve("a.ckpt"), "--dtype", "fp4");
        Answer name = cupel("convert", model, "-o", folder.resolve("a.zip"));

        assertThat(type.code()).isEqualTo(Failures.USAGE);
        assertThat(type.err()).contains("fp32, fp16, bf16, fp8_e4m3, fp8_e5m2, but is fp4");
        assertThat(name.code()).isEqualTo(Failures.FILE);
        assertThat(name.err()).contains("must end in .safetensors or .ckpt").doesNotContain("at dev.cupel");
    }

    @Test
    void aModelOfXlIsNotDrawn() throws IOException {
        byte[] header = """
                {"model.diffusion_model.input_blocks.0.0.weight":{"dtype":"F16","shape":[1,4],"data_offsets":[0,8]},\
                "model.diffusion_model.label_emb.0.0.weight":{"dtype":"F16","shape":[1,4],"data_offsets":[8,16]}}"""
                .getBytes(StandardCharsets.UTF_8);
        Path xl = Files.write(folder.resolve("xl.safetensors"), ByteBuffer.allocate(8 + header.length + 16)
                .order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array());

        Answer answer = cupel("generate", "--model", xl, "--prompt", "1girl", "--tokenizer",
                MINIATURE.resolve("tokenizer"), "-o", folder.resolve("a.png"));

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("Stable Diffusion XL", "it can be merged").doesNotContain("at dev.cupel");
    }

    @Test
    void anUnwritableOutputIsRefusedBeforeTheWork() {
        Answer answer = cupel("merge", "--method", "weighted_sum", "--new-base",
                MINIATURE.resolve("mini-v1-5.safetensors"),
                "--tuned", MINIATURE.resolve("mini-anime.safetensors"), "-o",
                folder.resolve("no/such/folder/out.safetensors"));

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("there is no folder");
    }

    @Test
    void mergeOfOptionsAndMergeOfItsRecipeGiveTheSameBytes() throws IOException {
        Path first = folder.resolve("first.safetensors");
        Answer answer = cupel("merge", "--method", "add_difference", "--new-base",
                MINIATURE.resolve("mini-v1-5.safetensors"),
                "--tuned", MINIATURE.resolve("mini-anime.safetensors"), "--old-base",
                MINIATURE.resolve("mini-v1-4.ckpt"),
                "--alpha", "0.7", "--weights", "1" + ",0.5".repeat(25), "-o", first);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(cupel("inspect", first).out()).contains("Stable Diffusion 1.x checkpoint", "cupel_recipe");
    }

    @Test
    void wrongWeightsAreCounted() {
        Answer answer = cupel("merge", "--method", "weighted_sum", "--new-base",
                MINIATURE.resolve("mini-v1-5.safetensors"),
                "--tuned", MINIATURE.resolve("mini-anime.safetensors"), "--weights", "1,2,3", "-o",
                folder.resolve("a.safetensors"));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("26 block weights, but there are 3");
    }

    @Test
    void aMissingRoleIsAskedFor() {
        Answer answer = cupel("merge", "--method", "add_difference", "--new-base",
                MINIATURE.resolve("mini-v1-5.safetensors"),
                "--tuned", MINIATURE.resolve("mini-anime.safetensors"), "-o", folder.resolve("a.safetensors"));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("--old-base");
    }

    @Test
    void generateWritesAnInfotextThatDrawsTheSamePictureAgain() throws IOException {
        Path first = folder.resolve("first.png");
        Path again = folder.resolve("again.png");
        Answer answer = cupel("generate", "--model", MINIATURE.resolve("mini-anime.safetensors"), "--prompt",
                "anime, (1girl:1.2), red hair", "--negative-prompt", "low quality", "--steps", "3", "--sampler",
                "Euler a",
                "--cfg-scale", "6.5", "--seed", "4000000000", "--size", "64x64", "--clip-skip", "2", "-o", first);

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(cupel("generate", "--model", MINIATURE.resolve("mini-anime.safetensors"), "--infotext", first, "-o",
                again)
                .code()).isZero();
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
        assertThat(new String(Files.readAllBytes(first), java.nio.charset.StandardCharsets.ISO_8859_1)).contains(
                "parameters\0anime, (1girl:1.2), red hair\nNegative prompt: low quality\nSteps: 3, Sampler: Euler a, CFG scale: 6.5, "
                        + "Seed: 4000000000, Size: 64x64, Model hash: ");
    }

    @Test
    void anInfotextWithAllItsNoiseDrawsTheSamePictureAgain() throws IOException {
        Path first = folder.resolve("first.png");
        Path again = folder.resolve("again.png");
        Answer answer = cupel("generate", "--model", MINIATURE.resolve("mini-anime.safetensors"), "--prompt",
                "anime, 1girl", "--steps", "3", "--sampler", "DPM++ 2M SDE Karras", "--eta", "0.5", "--rng", "nv",
                "--seed", "5", "--variation-strength", "0.2", "--seed-resize-from", "64x128", "--size", "64x64", "-o",
                first);

        assertThat(answer.code()).as(answer.err()).isZero();
        Answer second = cupel("generate", "--model", MINIATURE.resolve("mini-anime.safetensors"), "--infotext", first,
                "-o", again);
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.err()).doesNotContain("not followed");
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
    }

    @Test
    void severalPicturesGetNumbersAndTheNextSeeds() throws IOException {
        Answer answer = cupel("generate", "--model", MINIATURE.resolve("mini-v1-5.safetensors"), "--prompt",
                "photo, 1boy",
                "--steps", "1", "--size", "64x64", "--seed", "7", "--count", "2", "-o", folder.resolve("x.png"));

        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("seed 7", "seed 8");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("x-0001.png",
                    "x-0002.png");
        }
    }

    @Test
    void anUnknownSamplerIsAnsweredWithTheKnownOnes() {
        Answer answer = cupel("generate", "--model", MINIATURE.resolve("mini-v1-5.safetensors"), "--prompt", "x",
                "--sampler",
                "Eular", "-o", folder.resolve("x.png"));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("Euler a", "Eular");
    }

    @Test
    void aPictureThatIsNoMultipleOfEightIsRefused() {
        Answer answer = cupel("generate", "--model", MINIATURE.resolve("mini-v1-5.safetensors"), "--prompt", "x",
                "--size",
                "65x64", "-o", folder.resolve("x.png"));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("multiple of 8");
    }

    @Test
    void aMissingExperimentIsNamed() {
        Answer answer = cupel("run", folder.resolve("none.yaml"));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("none.yaml", "no such file");
    }

    @Test
    void allProblemsOfAnExperimentAreReportedTogether() {
        String wrong = TinyExperiment.text().replace("alpha: [0.0, 1.2]", "alpha: [1.2, 0.0]")
                .replace("cfg_scale", "cfg_scael")
                .replace("mini-anime.safetensors", "mini-anine.safetensors").replace("OUT00..OUT11", "OUT00..OUT12")
                .replace("steps: 2", "steps: many").replace("fidelity:", "fidelty:");

        Answer answer = cupel("run", TinyExperiment.write(folder, wrong));

        assertThat(answer.code()).isEqualTo(Failures.USAGE);
        assertThat(answer.err()).contains("6 problems",
                "experiment.yaml:10: merge.alpha: low must be below high, but low = 1.2 and high = 0.0", "[0.0, 1.2]",
                "cfg_scael: there is no such key", "Maybe cfg_scale is meant",
                "mini-anine.safetensors", "Maybe mini-anime.safetensors is meant", "there is no block 'OUT12'",
                "generation.steps: must be a whole number, but is many", "objectives.fidelty",
                "Maybe fidelity is meant");
    }

    @Test
    void aStudyIsNotContinuedWithOtherSettings() {
        Path experiment = TinyExperiment.write(folder);
        assertThat(cupel("run", experiment, "--trials", "1").code()).isZero();

        TinyExperiment.write(folder, TinyExperiment.text().replace("steps: 2", "steps: 3"));
        Answer answer = cupel("run", experiment, "--trials", "1");

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("was begun with another generation");
    }

    @Test
    void aRunEndsWithACheckpointThatItsRecipeRebuildsAndAReport() throws IOException {
        Path experiment = TinyExperiment.write(folder);

        Answer answer = cupel("run", experiment, "--trials", "3");

        assertThat(answer.code()).as(answer.err()).isZero();
        Path results = folder.resolve("runs/tiny");
        Path rebuilt = folder.resolve("rebuilt.safetensors");
        assertThat(cupel("merge", results.resolve("best.json"), "-o", rebuilt).code()).isZero();
        assertThat(cupel("inspect", rebuilt).code()).isZero();
        assertThat(Files.readString(results.resolve("report.html"))).contains("anime, 1girl, blonde hair, beach",
                "fidelity", "new_concepts");
        Files.delete(results.resolve("report.html"));
        assertThat(cupel("report", experiment).code()).isZero();
        assertThat(results.resolve("report.html")).exists();
    }

    @Test
    void aReportOfNothingSaysSo() {
        Answer answer = cupel("report", TinyExperiment.write(folder));

        assertThat(answer.code()).isEqualTo(Failures.FILE);
        assertThat(answer.err()).contains("there is no study", "cupel run");
    }
}
