package dev.cupel.evaluator.prompt;

/**
 * One run of the text encoder: a start, 75 tokens of the prompt, an end.
 *
 * @param ids token ids, shape (77)
 * @param weights what each token's encoding is multiplied with, shape (77); 1 for start, end and filling
 */
public record Chunk(int[] ids, float[] weights) {

    /** Ids of one chunk, start and end included. */
    public static final int LENGTH = 77;

    public Chunk {
        if (ids.length != LENGTH || weights.length != LENGTH) {
            throw new IllegalArgumentException(
                    "a chunk must have 77 ids and 77 weights, but has %d and %d".formatted(ids.length, weights.length));
        }
        ids = ids.clone();
        weights = weights.clone();
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
