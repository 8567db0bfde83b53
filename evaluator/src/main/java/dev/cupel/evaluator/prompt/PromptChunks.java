package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a prompt into chunks of 75 tokens, as AUTOMATIC1111's web UI does.
 *
 * <p>A chunk that fills up within 20 tokens after a comma is cut at that comma, so that a phrase stays together;
 * {@code BREAK} closes a chunk. The vectors of an embedding stay together in one chunk.
 */
final class PromptChunks {

    private static final int CAPACITY = Chunk.CAPACITY;
    private static final int COMMA_BACKTRACK = 20;

    /** What stands where vectors are to be inserted. */
    private static final int PLACEHOLDER = 0;

    private final Tokenizer tokenizer;
    private final Embeddings embeddings;
    private final List<Chunk> closed = new ArrayList<>();
    private final List<Chunk.Insertion> insertions = new ArrayList<>();
    private int[] ids = new int[CAPACITY];
    private float[] weights = new float[CAPACITY];
    private int length;
    /** Where in this chunk the last comma stands, or -1. */
    private int lastComma = -1;

    private PromptChunks(PromptReader reader) {
        this.tokenizer = reader.tokenizer();
        this.embeddings = reader.embeddings();
    }

    /**
     * The chunks of a prompt, at least one.
     *
     * @param prompt text with emphasis syntax; may be empty
     */
    static List<Chunk> of(PromptReader reader, String prompt) {
        var chunks = new PromptChunks(reader);
        for (EmphasisSegment segment : EmphasisSegment.parse(prompt, reader.version())) {
            if (segment.isBreak()) {
                chunks.close();
            } else {
                chunks.add(reader.tokenizer().encode(segment.text()), (float) segment.weight());
            }
        }
        if (chunks.length > 0 || chunks.closed.isEmpty()) {
            chunks.close();
        }
        return List.copyOf(chunks.closed);
    }

    private void add(int[] tokens, float weight) {
        int comma = tokenizer.comma();
        for (int position = 0; position < tokens.length;) {
            if (tokens[position] == comma) {
                lastComma = length;
            } else if (length == CAPACITY && lastComma >= 0 && length - lastComma <= COMMA_BACKTRACK) {
                moveAfterComma();
            }
            if (length == CAPACITY) {
                close();
            }
            Optional<Embeddings.Found> found = embeddings.at(tokens, position);
            if (found.isPresent()) {
                insert(found.get().embedding(), weight);
                position += found.get().length();
            } else {
                append(tokens[position++], weight);
            }
        }
    }

    private void append(int token, float weight) {
        ids[length] = token;
        weights[length] = weight;
        length++;
    }

    private void insert(Embedding embedding, float weight) {
        if (length + embedding.count() > CAPACITY) {
            close();
        }
        insertions.add(new Chunk.Insertion(1 + length, embedding));
        for (int i = 0; i < embedding.count(); i++) {
            append(PLACEHOLDER, weight);
        }
    }

    /** As in the web UI, vectors after the comma stay behind in the closed chunk; only their placeholders move. */
    private void moveAfterComma() {
        int[] movedIds = Arrays.copyOfRange(ids, lastComma + 1, length);
        float[] movedWeights = Arrays.copyOfRange(weights, lastComma + 1, length);
        length = lastComma + 1;
        close();
        System.arraycopy(movedIds, 0, ids, 0, movedIds.length);
        System.arraycopy(movedWeights, 0, weights, 0, movedWeights.length);
        length = movedIds.length;
    }

    private void close() {
        int[] chunkIds = new int[Chunk.LENGTH];
        float[] chunkWeights = new float[Chunk.LENGTH];
        Arrays.fill(chunkIds, tokenizer.end());
        Arrays.fill(chunkWeights, 1);
        chunkIds[0] = tokenizer.start();
        System.arraycopy(ids, 0, chunkIds, 1, length);
        System.arraycopy(weights, 0, chunkWeights, 1, length);
        closed.add(new Chunk(chunkIds, chunkWeights, insertions));
        length = 0;
        lastComma = -1;
        insertions.clear();
    }
}
