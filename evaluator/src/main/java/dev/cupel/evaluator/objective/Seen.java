package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;
import java.util.Optional;

/**
 * A model's pictures of one prompt and seed, as the scorer sees them.
 *
 * @param plain the picture of the model as it is
 * @param embedding its embedding, of length 1
 * @param loraEmbedding the embedding of the picture with the LoRA on, of length 1, if there is one
 */
public record Seen(Picture plain, float[] embedding, Optional<float[]> loraEmbedding) {}
