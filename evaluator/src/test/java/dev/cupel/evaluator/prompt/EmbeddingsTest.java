package dev.cupel.evaluator.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.evaluator.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingsTest {

    private static final Tokenizer TOKENIZER = Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"));

    @TempDir
    private Path folder;

    @Test
    void theWebUisPickleStandsInThePromptForItsFileName() {
        List<Chunk> chunks = chunks(Golden.MINIATURE.resolve("embeddings"), "1 (BAD:0.5) 1");

        Chunk chunk = chunks.getFirst();
        assertThat(chunk.insertions()).hasSize(1);
        assertThat(chunk.insertions().getFirst().at()).isEqualTo(2);
        assertThat(chunk.insertions().getFirst().embedding().count()).isEqualTo(2);
        assertThat(chunk.insertions().getFirst().embedding().width()).isEqualTo(64);
        assertThat(chunk.weights()).startsWith(1, 1, 0.5f, 0.5f, 1);
    }

    @Test
    void longestNameCounts() throws IOException {
        save("red", "emb_params", 1, 4);
        save("red hair", "emb_params", 3, 4);

        assertThat(inserted("red hair, red")).containsExactly("red hair", "red");
    }

    @Test
    void nameIsFoundWithinOneStretchOfWeightOnly() throws IOException {
        save("red hair", "emb_params", 3, 4);

        assertThat(inserted("red (hair:1.2)")).isEmpty();
    }

    @Test
    void vectorsStayTogether() throws IOException {
        save("big", "emb_params", 75, 4);

        List<Chunk> chunks = chunks(folder, "1 big 1");

        assertThat(chunks).hasSize(3);
        assertThat(chunks.get(1).insertions().getFirst().at()).isEqualTo(1);
        assertThat(chunks.get(0).insertions()).isEmpty();
        assertThat(chunks.get(2).insertions()).isEmpty();
    }

    @Test
    void vectorsAfterTheCommaOfAFullChunkStayBehind() throws IOException {
        save("two", "emb_params", 2, 4);

        List<Chunk> chunks = chunks(folder, "1".repeat(70) + ",two" + "1".repeat(5));

        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(0).insertions()).singleElement().extracting(Chunk.Insertion::at).isEqualTo(72);
        assertThat(chunks.get(1).insertions()).isEmpty();
        assertThat(Arrays.copyOfRange(chunks.get(1).ids(), 1, 3)).containsOnly(0);
    }

    @Test
    void brokenFileDisturbsOnlyThePromptsThatNameIt() throws IOException {
        Files.writeString(folder.resolve("broken.pt"), "no tensor file at all");
        save("red", "emb_params", 1, 4);

        assertThat(inserted("red")).containsExactly("red");
        assertThatThrownBy(() -> inserted("broken")).hasMessageContaining("broken.pt");
    }

    @Test
    void fileForTwoTextEncodersIsRefused() throws IOException {
        String header = """
                {"clip_l":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},\
                "clip_g":{"dtype":"F32","shape":[1,1],"data_offsets":[4,8]}}""";
        write("xl", header, 8);

        assertThatThrownBy(() -> inserted("xl")).isInstanceOf(PromptException.class)
                .hasMessageContaining("must have one tensor").hasMessageContaining("SDXL");
    }

    @Test
    void moreVectorsThanAChunkHoldsAreRefused() throws IOException {
        save("huge", "emb_params", 76, 4);

        assertThatThrownBy(() -> inserted("huge")).isInstanceOf(PromptException.class)
                .hasMessageContaining("[76, 4]");
    }

    @Test
    void missingFolderIsNamed() {
        assertThatThrownBy(() -> Embeddings.in(folder.resolve("none"), TOKENIZER))
                .isInstanceOf(PromptException.class).hasMessageContaining("none: there is no such folder");
    }

    private List<String> inserted(String prompt) {
        return chunks(folder, prompt).stream().flatMap(chunk -> chunk.insertions().stream())
                .map(insertion -> insertion.embedding().name()).toList();
    }

    private static List<Chunk> chunks(Path folder, String prompt) {
        return new PromptReader(TOKENIZER, Embeddings.in(folder, TOKENIZER), WebUiVersion.V1_6).chunks(prompt);
    }

    private void save(String name, String tensor, int count, int width) throws IOException {
        int bytes = 4 * count * width;
        write(name, "{\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[0,%d]}}".formatted(tensor, count,
                width, bytes), bytes);
    }

    private void write(String name, String header, int dataBytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text);
        Files.write(folder.resolve(name + ".safetensors"), file.array());
    }
}
