package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {

    private static final Path MINIATURE = Path.of("..", "configs", "miniature", "tokenizer");

    @Test
    void clipVocabularyGivesTheIdsOfTransformers() throws IOException {
        Tokenizer tokenizer = Tokenizer.open(clipVocabulary());
        JsonNode golden;
        try (var in = TokenizerTest.class.getResourceAsStream("/golden/tokenizer/clip_bpe.json")) {
            golden = new ObjectMapper().readTree(in);
        }

        assertThat(tokenizer.start()).isEqualTo(golden.get("start").intValue());
        assertThat(tokenizer.end()).isEqualTo(golden.get("end").intValue());
        assertThat(tokenizer.comma()).isEqualTo(golden.get("comma_word").intValue());
        for (JsonNode sample : golden.get("cases")) {
            String text = sample.get("text").textValue();
            JsonNode transformers = sample.get("transformers_ftfy");
            int[] expected = ids(transformers.isArray() ? transformers : sample.get("openai"));
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
        }
    }

    @Test
    void htmlEntitiesAreTheirCharactersInLinesWithoutTags() {
        Tokenizer tokenizer = Tokenizer.open(MINIATURE);

        assertThat(tokenizer.encode("&amp;amp; &#x41;&#66; &nosuchname;"))
                .isEqualTo(tokenizer.encode("& AB & nosuchname ;"));
        assertThat(tokenizer.encode("<b> &amp;")).isEqualTo(tokenizer.encode("< b > & amp ;"));
        assertThat(tokenizer.encode("<b>\n&amp;")).isEqualTo(tokenizer.encode("<b> &"));
        assertThat(tokenizer.encode("&#0; &#xd800; &#99999999;")).isEqualTo(tokenizer.encode("\ufffd \ufffd \ufffd"));
    }

    @Test
    void linesThatWereReadInTheWrongEncodingAreReadInTheRightOne() {
        Tokenizer tokenizer = Tokenizer.open(MINIATURE);

        assertThat(tokenizer.encode("itâ€™s a cafÃ©")).isEqualTo(tokenizer.encode("it's a café"));
        assertThat(tokenizer.encode("â€œredâ€\u009d")).isEqualTo(tokenizer.encode("\"red\""));
        assertThat(tokenizer.encode("naïve café")).isNotEqualTo(tokenizer.encode("nave caf"));
    }

    @Test
    void oddCharactersReadAsTheirPlainForms() {
        Tokenizer tokenizer = Tokenizer.open(MINIATURE);

        assertThat(tokenizer.encode("it’s “ｒｅｄ”\u3000ﬁg\u0007")).isEqualTo(tokenizer.encode("it's \"red\" fig"));
    }

    @Test
    void caseAndSpacesDoNotCount() {
        Tokenizer tokenizer = Tokenizer.open(MINIATURE);

        assertThat(tokenizer.encode("  Blonde \n HAIR ")).isEqualTo(tokenizer.encode("blonde hair"));
    }

    @Test
    void idsCanBeReadAgain() {
        Tokenizer tokenizer = Tokenizer.open(MINIATURE);
        StringBuilder text = new StringBuilder();
        for (int id : tokenizer.encode("Red hair, beach")) {
            text.append(tokenizer.text(id));
        }

        assertThat(text).hasToString("red hair , beach ");
        assertThat(tokenizer.text(-1)).isEqualTo("\uFFFD");
    }

    @Test
    void emptyTextHasNoIds() {
        assertThat(Tokenizer.open(MINIATURE).encode(" ")).isEmpty();
    }

    @Test
    void missingPathIsNamed() {
        assertThatThrownBy(() -> Tokenizer.open(Path.of("no-such-tokenizer")))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("no-such-tokenizer: no such file or folder")
                .hasMessageContaining("Maybe");
    }

    @Test
    void folderWithoutMergesIsRefused(@TempDir Path folder) throws IOException {
        Files.copy(MINIATURE.resolve("vocab.json"), folder.resolve("vocab.json"));

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("has no merges.txt");
    }

    @Test
    void mergeOfAnotherVocabularyIsRefused(@TempDir Path folder) throws IOException {
        Files.copy(MINIATURE.resolve("vocab.json"), folder.resolve("vocab.json"));
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\nq q\n");

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("the merge \"q q\" makes a symbol that the vocabulary lacks");
    }

    @Test
    void truncatedVocabularyIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("vocab.json"), "{\"!\": 0, \"a\":");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");

        assertThatThrownBy(() -> Tokenizer.open(folder))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("vocab.json: must be a JSON object");
    }

    @Test
    void textFileInsteadOfGzipIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("bpe.txt.gz"), "i n\n");

        assertThatThrownBy(() -> Tokenizer.open(file))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("bpe.txt.gz: cannot be read");
    }

    private static int[] ids(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
    }

    /** CLIP's vocabulary is not part of this repository; where it lies beside it, the test runs. */
    static Path clipVocabulary() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve("shared").resolve("clip").resolve("bpe_simple_vocab_16e6.txt.gz");
            if (Files.exists(file)) {
                return file;
            }
        }
        assumeTrue(false, "no shared/clip/bpe_simple_vocab_16e6.txt.gz beside this repository");
        throw new IllegalStateException();
    }
}
