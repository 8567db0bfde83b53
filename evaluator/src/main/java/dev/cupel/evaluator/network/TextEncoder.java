package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Chunk;
import java.util.List;

/** The text encoder of a Stable Diffusion 1.x model (CLIP's text tower without projection). */
public final class TextEncoder {

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
     * @param chunks   token ids and weights
     * @param clipSkip 1 for the last layer, n to leave out the last n - 1 layers
     * @return for each chunk its states, (77 * width) row-major
     */
    public float[][] states(List<Chunk> chunks, int clipSkip) {
        check(clipSkip);
        int count = chunks.size();
        long[] ids = new long[count * Chunk.LENGTH];
        float[] factors = new float[count * Chunk.LENGTH];
        for (int i = 0; i < count; i++) {
            Chunk chunk = chunks.get(i);
            int[] chunkIds = chunk.ids();
            for (int j = 0; j < Chunk.LENGTH; j++) {
                ids[i * Chunk.LENGTH + j] = checked(chunkIds[j]);
            }
            System.arraycopy(chunk.weights(), 0, factors, i * Chunk.LENGTH, Chunk.LENGTH);
        }
        try (Frame frame = weights.compute().frame()) {
            IValue states = frame.run("sd_text_states", weights.value(), frame.longs(ids, count, Chunk.LENGTH),
                    frame.integer(clipSkip));
            IValue weighted = frame.run("emphasize", states, frame.floats(factors, count, Chunk.LENGTH));
            return split(frame.toFloats(weighted), count);
        }
    }

    private void check(int clipSkip) {
        String needed = PREFIX + "encoder.layers." + (clipSkip - 1) + ".mlp.fc1.weight";
        if (clipSkip < 1 || !weights.contains(needed)) {
            throw new EvaluationException("""
                    clip skip: must be at least 1 and leave a layer of the text encoder, but is %d.
                    Maybe 1 (the usual) or 2 (for anime models) was meant.""".formatted(clipSkip));
        }
    }

    private int checked(int id) {
        if (id < 0 || id >= vocabulary) {
            throw new EvaluationException("""
                    prompt: token id %d is outside the text encoder's vocabulary of %d.
                    Maybe the tokenizer is not this model's.""".formatted(id, vocabulary));
        }
        return id;
    }

    /** Cuts rows of equal length. */
    static float[][] split(float[] flat, int rows) {
        int length = flat.length / rows;
        float[][] split = new float[rows][length];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(flat, i * length, split[i], 0, length);
        }
        return split;
    }
}
