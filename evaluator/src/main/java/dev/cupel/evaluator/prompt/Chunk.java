package dev.cupel.evaluator.prompt;

import java.util.List;

/**
 * One run of the text encoder: a start, 75 tokens of the prompt, an end.
 *
 * @param ids token ids, shape (77)
 * @param weights what each token's encoding is multiplied with, shape (77); 1 for start, end and filling
 * @param insertions vectors that take the places of tokens
 */
public record Chunk(int[] ids, float[] weights, List<Insertion> insertions) {

    /** Ids of one chunk, start and end included. */
    public static final int LENGTH = 77;
    /** Tokens of the prompt in a chunk. */
    static final int CAPACITY = LENGTH - 2;

    /**
     * An embedding in a chunk.
     *
     * @param at the place of its first vector among the 77
     */
    public record Insertion(int at, Embedding embedding) {}

    public Chunk {
        if (ids.length != LENGTH || weights.length != LENGTH) {
            throw new IllegalArgumentException(
                    "a chunk must have 77 ids and 77 weights, but has %d and %d".formatted(ids.length, weights.length));
        }
        ids = ids.clone();
        weights = weights.clone();
        insertions = List.copyOf(insertions);
    }

    /** A chunk of tokens only. */
    public Chunk(int[] ids, float[] weights) {
        this(ids, weights, List.of());
    }

    @Override
    public int[] ids() {
        return ids.clone();
    }

    @Override
    public float[] weights() {
        return weights.clone();
    }
}
