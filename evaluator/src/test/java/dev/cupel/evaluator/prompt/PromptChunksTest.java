package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class PromptChunksTest {

    private static final Tokenizer TOKENIZER = Tokenizer.open(Path.of("..", "configs", "miniature", "tokenizer"));

    private static final PromptReader READER = PromptReader.of(TOKENIZER);

    /** "1" is one token, and digits never merge. */
    private static final int ONE = TOKENIZER.encode("1")[0];

    @Test
    void miniaturePromptsGetTheIdsOfTransformers() throws IOException {
        JsonNode golden;
        try (var in = PromptChunksTest.class.getResourceAsStream("/golden/tokenizer/miniature_ids.json")) {
            golden = new ObjectMapper().readTree(in);
        }

        for (JsonNode sample : golden.get("cases")) {
            int[] expected = StreamSupport.stream(sample.get("ids").spliterator(), false).mapToInt(JsonNode::intValue)
                    .toArray();
            List<Chunk> chunks = PromptChunks.of(READER, sample.get("prompt").textValue());
            assertThat(chunks).hasSize(1);
            assertThat(chunks.getFirst().ids()).isEqualTo(expected);
        }
    }

    @Test
    void emptyPromptIsOneChunkOfFilling() {
        List<Chunk> chunks = PromptChunks.of(READER, "");

        assertThat(chunks).hasSize(1);
        assertThat(chunks.getFirst().ids()[0]).isEqualTo(TOKENIZER.start());
        assertThat(Arrays.stream(chunks.getFirst().ids()).skip(1)).hasSize(76).containsOnly(TOKENIZER.end());
    }

    @Test
    void weightsStandAtTheirTokens() {
        Chunk chunk = PromptChunks.of(READER, "1 (2:1.5) [3]").getFirst();

        assertThat(chunk.weights()).startsWith(1, 1, 1.5f, (float) (1 / 1.1), 1).hasSize(77);
    }

    @Test
    void seventyFiveTokensAreOneChunk() {
        assertThat(PromptChunks.of(READER, "1".repeat(75))).hasSize(1);
        assertThat(PromptChunks.of(READER, "1".repeat(76))).hasSize(2);
    }

    @Test
    void fullChunkWithoutACommaIsCutWhereItIsFull() {
        List<Chunk> chunks = PromptChunks.of(READER, "1".repeat(80));

        assertThat(count(chunks.get(0), ONE)).isEqualTo(75);
        assertThat(count(chunks.get(1), ONE)).isEqualTo(5);
    }

    @Test
    void fullChunkIsCutAtACommaAtMostTwentyTokensBack() {
        List<Chunk> near = PromptChunks.of(READER, "1".repeat(55) + "," + "1".repeat(24));
        List<Chunk> far = PromptChunks.of(READER, "1".repeat(54) + "," + "1".repeat(25));

        assertThat(count(near.get(0), ONE)).isEqualTo(55);
        assertThat(count(near.get(1), ONE)).isEqualTo(24);
        assertThat(count(far.get(0), ONE)).isEqualTo(74);
        assertThat(count(far.get(1), ONE)).isEqualTo(5);
    }

    @Test
    void movedTokensKeepTheirWeights() {
        List<Chunk> chunks = PromptChunks.of(READER, "1".repeat(70) + ",(" + "1".repeat(8) + ":1.3)");

        assertThat(chunks.get(0).weights()).containsOnly(1);
        assertThat(chunks.get(1).weights()).startsWith(1, 1.3f, 1.3f, 1.3f, 1.3f, 1.3f, 1.3f, 1.3f, 1.3f, 1);
    }

    @Test
    void breakClosesTheChunk() {
        List<Chunk> chunks = PromptChunks.of(READER, "1 BREAK 11");

        assertThat(chunks).hasSize(2);
        assertThat(count(chunks.get(0), ONE)).isEqualTo(1);
        assertThat(count(chunks.get(1), ONE)).isEqualTo(2);
    }

    @Test
    void breakAtTheStartMakesAChunkOfFilling() {
        List<Chunk> chunks = PromptChunks.of(READER, "BREAK 1");

        assertThat(chunks).hasSize(2);
        assertThat(count(chunks.get(0), TOKENIZER.end())).isEqualTo(76);
    }

    private static long count(Chunk chunk, int id) {
        return Arrays.stream(chunk.ids()).filter(value -> value == id).count();
    }
}
