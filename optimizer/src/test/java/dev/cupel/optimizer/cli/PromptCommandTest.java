package dev.cupel.optimizer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cupel.optimizer.TinyExperiment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PromptCommandTest {

    private static final Path TOKENIZER = TinyExperiment.MINIATURE.resolve("tokenizer");
    private static final Path EMBEDDINGS = TinyExperiment.MINIATURE.resolve("embeddings");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listsWhatIsDrawnWhen() {
        int code = cupel("--steps", "10", "--tokenizer", TOKENIZER,
                "<lora:sepia:0.8> anime, (1girl:1.2), [red hair:blue hair:0.5]");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("taken out: lora sepia 0.8", "steps 1 to 5", "1.2    '1girl'",
                "', red hair'", "steps 6 to 10", "', blue hair'", "of 75 tokens");
    }

    @Test
    void listsPartsChunksAndEmbeddings() {
        cupel("--tokenizer", TOKENIZER, "--embeddings", EMBEDDINGS, "beach AND bad BREAK night sky :0.5");

        assertThat(out.toString()).contains("part 1 of 2, pulls with weight 1", "part 2 of 2, pulls with weight 0.5",
                "chunk 1, 2 of 75 tokens: <bad, 2 vectors>", "chunk 2, 2 of 75 tokens: night sky");
    }

    @Test
    void namesThatAreMeantForEmbeddingsAreTold() {
        cupel("--negative", "--tokenizer", TOKENIZER, "--embeddings", EMBEDDINGS, "embedding:bat, bad");

        assertThat(out.toString()).contains("Note: there is no embedding bat in ", "Maybe bad is meant.");
    }

    @Test
    void listsTheHiresPass() {
        cupel("--steps", "20", "--hires-steps", "10", "--tokenizer", TOKENIZER, "[a:b:1.5]");

        assertThat(out.toString()).contains("hires pass of 10 steps", "steps 1 to 5");
    }

    @Test
    void listsHowStrongALoraIsInEachPass() {
        cupel("--hires-steps", "10", "a<lora:sepia:0.5:0@0,1@0.5:hr=2:lbw=OUTALL><lora:kat:1:step=4-8><lora:x:hr=y>");

        assertThat(out.toString()).contains("taken out: lora sepia 0.5 0@0,1@0.5 hr=2 lbw=OUTALL",
                "  text encoder 0.5, U-Net 0@0, 1@0.5, times its blocks' weights",
                "  hires pass: text encoder 0.5, U-Net 2, times its blocks' weights",
                "  text encoder 1, U-Net 1 in steps 5 to 8", "  Note: a LoRA's weight must be a number, but is 'y'.");
    }

    @Test
    void negativePromptHasNoParts() {
        cupel("--negative", "--tokenizer", TOKENIZER, "low AND quality");

        assertThat(out.toString()).contains("'low AND quality'").doesNotContain("part 1");
    }

    @Test
    void jsonHasTheShapesOfTheWebUi() throws Exception {
        int code = cupel("--json", "--steps", "20", "--hires-steps", "10", "a [b:c:0.5] <lora:x:0.8:te=1> AND d :2");

        assertThat(code).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("attention").toString())
                .isEqualTo("[[\"a \",1.0],[\"b:c:0.5\",0.9090909090909091],[\" <lora:x:0.8:te=1> AND d :2\",1.0]]");
        assertThat(json.get("multicond").toString()).isEqualTo(
                "{\"index_weight\":[[0,1.0],[1,2.0]],\"texts\":[\"a [b:c:0.5] <lora:x:0.8:te=1>\",\" d\"]}");
        assertThat(json.at("/schedules/20/0/0").intValue()).isEqualTo(10);
        assertThat(json.get("schedule_hires_20_10")).hasSize(1);
        assertThat(json.get("part_schedules_20").size()).isEqualTo(2);
        assertThat(json.get("extra_networks").toString()).isEqualTo("{\"lora\":[[\"x\",\"0.8\",\"te=1\"]]}");
        assertThat(json.get("without_extra_networks").textValue()).isEqualTo("a [b:c:0.5]  AND d :2");
    }

    @Test
    void promptOnWhichTheOldWebUiFailsIsExplained() throws Exception {
        assertThat(cupel("--webui-version", "1.3", "[fe|]male")).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("empty option", "Maybe the language of 1.6");

        assertThat(cupel("--webui-version", "1.3", "--json", "[fe|]male")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).at("/schedules/20/exception").textValue())
                .contains("empty option");
    }

    @Test
    void variantsAreThoseOfTheSeed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("place.txt"), "beach");

        cupel("--wildcards", folder, "--seed", "3", "{a|a} __place__");

        assertThat(out.toString()).contains("'a beach'").doesNotContain("as written");
    }

    @Test
    void unknownVersionIsRefused() {
        assertThat(cupel("--webui-version", "2", "a")).isEqualTo(Failures.USAGE);
        assertThat(err.toString()).contains("must be 1.3 or 1.6, but is 2");
    }

    private int cupel(Object... arguments) {
        CommandLine commandLine = Cupel.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        String[] words = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        String[] all = new String[words.length + 1];
        all[0] = "prompt";
        System.arraycopy(words, 0, all, 1, words.length);
        return commandLine.execute(all);
    }
}
