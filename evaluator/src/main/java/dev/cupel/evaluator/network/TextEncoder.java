package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;

/** The text encoder of a Stable Diffusion 1.x model (CLIP's text tower without projection). */
public final class TextEncoder {

    /** Tokens of one chunk, start and end tokens included. */
    public static final int TOKENS = 77;

    private static final String PREFIX = "cond_stage_model.transformer.text_model.";

    private final DeviceWeights weights;
    private final int width;
    private final long vocabulary;

    /** @throws EvaluationException if the weights hold no text encoder */
    public TextEncoder(DeviceWeights weights) {
        this.weights = weights;
        long[] shape = weights.shape(PREFIX + "embeddings.token_embedding.weight");
        this.vocabulary = shape[0];
        this.width = (int) shape[1];
    }

    /** Numbers per token state: 768 in the full model. */
    public int width() {
        return width;
    }

    /**
     * States of chunks after the final layer norm, weighted by emphasis.
     *
     * <p>Each token's state is multiplied by its weight; then the chunk is scaled so that its mean is as before.
     *
     * @param ids      token ids, (chunks, 77)
     * @param emphasis weight of each token, (chunks, 77)
     * @param clipSkip 1 for the last layer, n to leave out the last n - 1 layers
     * @return for each chunk its states, (77 * width) row-major
     */
    public float[][] states(int[][] ids, float[][] emphasis, int clipSkip) {
        if (clipSkip < 1 || !weights.contains(PREFIX + "encoder.layers." + Math.max(0, clipSkip - 1) + ".mlp.fc1.weight")) {
            throw new EvaluationException("""
                    clip skip: must be at least 1 and leave a layer of the text encoder, but is %d.
                    Maybe 1 (the usual) or 2 (for anime models) was meant.""".formatted(clipSkip));
        }
        int chunks = ids.length;
        try (Frame frame = weights.compute().frame()) {
            IValue tokens = frame.longs(checked(ids), chunks, TOKENS);
            IValue states = frame.run("sd_text_states", weights.value(), tokens, frame.integer(clipSkip));
            IValue factors = frame.floats(flat(emphasis), chunks, TOKENS);
            return split(frame.toFloats(frame.run("emphasize", states, factors)), chunks);
        }
    }

    private long[] checked(int[][] ids) {
        long[] flat = new long[ids.length * TOKENS];
        for (int i = 0; i < flat.length; i++) {
            int id = ids[i / TOKENS][i % TOKENS];
            if (id < 0 || id >= vocabulary) {
                throw new EvaluationException("""
                        prompt: token id %d is outside the text encoder's vocabulary of %d.
                        Maybe the tokenizer is not this model's.""".formatted(id, vocabulary));
            }
            flat[i] = id;
        }
        return flat;
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * TOKENS];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * TOKENS, TOKENS);
        }
        return flat;
    }

    static float[][] split(float[] flat, int rows) {
        int length = flat.length / rows;
        float[][] split = new float[rows][length];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(flat, i * length, split[i], 0, length);
        }
        return split;
    }
}
