package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;
import java.util.Optional;

/**
 * What one model draws for one prompt and seed.
 *
 * @param plain the picture of the model as it is
 * @param withLora the picture with the prompt's LoRA on, if the prompt has one
 */
public record Drawn(Picture plain, Optional<Picture> withLora) {}
