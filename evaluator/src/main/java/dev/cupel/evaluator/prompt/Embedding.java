package dev.cupel.evaluator.prompt;

import dev.cupel.merger.checkpoint.Tensor;
import dev.cupel.merger.checkpoint.TensorFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A textual inversion: vectors that stand in a prompt where its name does (Gal et al. 2022).
 *
 * @param name    what the prompt says for it
 * @param count   how many vectors, 1 to 75
 * @param vectors input of the text encoder, shape (count, width), row-major
 */
public record Embedding(String name, int count, float[] vectors) {

    private static final String WEB_UI = "string_to_param.";

    public Embedding {
        vectors = vectors.clone();
    }

    @Override
    public float[] vectors() {
        return vectors.clone();
    }

    /** Numbers per vector: 768 for Stable Diffusion 1.x. */
    public int width() {
        return vectors.length / count;
    }

    /**
     * Reads an embedding: the web UI's pickle ({@code string_to_param}), a concept of diffusers, or safetensors with one
     * tensor.
     *
     * @throws PromptException if the file is none of these
     * @throws dev.cupel.merger.checkpoint.TensorFileException if it cannot be read at all
     */
    static Embedding read(String name, Path path) {
        try (TensorFile file = TensorFile.open(path)) {
            List<Tensor> tensors = file.tensors().values().stream()
                    .filter(tensor -> tensor.name().startsWith(WEB_UI)).toList();
            tensors = tensors.isEmpty() ? List.copyOf(file.tensors().values()) : tensors;
            if (tensors.size() != 1) {
                throw new PromptException(
                        "%s: an embedding must have one tensor of vectors, but this has %d: %s.\n%s"
                                .formatted(path, tensors.size(), names(tensors), advice(tensors)));
            }
            return of(name, path, tensors.getFirst());
        }
    }

    private static Embedding of(String name, Path path, Tensor tensor) {
        long[] shape = tensor.shape();
        long count = shape.length == 2 ? shape[0] : 1;
        if (shape.length < 1 || shape.length > 2 || count < 1 || count > Chunk.CAPACITY || tensor.count() == 0) {
            throw new PromptException("""
                    %s: an embedding must be 1 to 75 vectors, shape (count, width), but has the shape %s.
                    Maybe it is another kind of file: 'cupel inspect' says which.""".formatted(path,
                    Arrays.toString(shape)));
        }
        return new Embedding(name, (int) count, tensor.toFloats());
    }

    private static String names(List<Tensor> tensors) {
        return String.join(", ", tensors.stream().limit(3).map(Tensor::name).toList())
                + (tensors.size() > 3 ? ", …" : "");
    }

    private static String advice(List<Tensor> tensors) {
        return tensors.stream().anyMatch(tensor -> tensor.name().equals("clip_g"))
                ? "Maybe it was made for SDXL: take one for Stable Diffusion 1.x."
                : "Maybe it is another kind of file: 'cupel inspect' says which.";
    }
}
