package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Chunk;
import dev.cupel.evaluator.prompt.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
        return states(chunks, clipSkip, "emphasize");
    }

    /**
     * The same for chunks that the web UI encodes in one batch, those of one prompt's stages: all are scaled together, so
     * that the mean of the batch is as before.
     */
    public float[][] statesOfABatch(List<Chunk> chunks, int clipSkip) {
        return states(chunks, clipSkip, "emphasize_batch");
    }

    private float[][] states(List<Chunk> chunks, int clipSkip, String emphasis) {
        check(clipSkip);
        int count = chunks.size();
        float[] factors = new float[count * Chunk.LENGTH];
        for (int i = 0; i < count; i++) {
            System.arraycopy(chunks.get(i).weights(), 0, factors, i * Chunk.LENGTH, Chunk.LENGTH);
        }
        float[] plain = plain(chunks, clipSkip);
        try (Frame frame = weights.compute().frame()) {
            IValue weighted = frame.run(emphasis, frame.floats(plain, count, Chunk.LENGTH, width),
                    frame.floats(factors, count, Chunk.LENGTH));
            return split(frame.toFloats(weighted), count);
        }
    }

    /** States without emphasis, (chunks, 77, width); for want of memory in smaller and smaller batches. */
    private float[] plain(List<Chunk> chunks, int clipSkip) {
        try (Frame frame = weights.compute().frame()) {
            return frame.toFloats(plain(frame, chunks, clipSkip));
        } catch (NotEnoughMemoryException e) {
            if (chunks.size() == 1) {
                throw e;
            }
        }
        int half = chunks.size() / 2;
        float[] first = plain(chunks.subList(0, half), clipSkip);
        float[] second = plain(chunks.subList(half, chunks.size()), clipSkip);
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private IValue plain(Frame frame, List<Chunk> chunks, int clipSkip) {
        long[] tokens = chunks.stream().flatMapToInt(chunk -> IntStream.of(chunk.ids())).mapToLong(this::checked)
                .toArray();
        IValue ids = frame.longs(tokens, chunks.size(), Chunk.LENGTH);
        List<Long> places = new ArrayList<>();
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            for (Chunk.Insertion insertion : chunks.get(i).insertions()) {
                float[][] vectors = split(checked(insertion.embedding()).vectors(), insertion.embedding().count());
                for (int row = 0; row < vectors.length; row++) {
                    places.add((long) i * Chunk.LENGTH + insertion.at() + row);
                    rows.add(vectors[row]);
                }
            }
        }
        if (rows.isEmpty()) {
            return frame.run("sd_text_states", weights.value(), ids, frame.integer(clipSkip));
        }
        float[] vectors = new float[rows.size() * width];
        for (int row = 0; row < rows.size(); row++) {
            System.arraycopy(rows.get(row), 0, vectors, row * width, width);
        }
        long[] at = places.stream().mapToLong(Long::longValue).toArray();
        return frame.run("sd_text_states_with", weights.value(), ids, frame.longs(at, at.length),
                frame.floats(vectors, at.length, width), frame.integer(clipSkip));
    }

    private Embedding checked(Embedding embedding) {
        if (embedding.width() != width) {
            throw new EvaluationException("""
                    embedding '%s': its vectors must be as wide as the text encoder, %d, but have %d numbers.
                    Maybe it was made for another family of models.""".formatted(embedding.name(), width,
                    embedding.width()));
        }
        return embedding;
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
