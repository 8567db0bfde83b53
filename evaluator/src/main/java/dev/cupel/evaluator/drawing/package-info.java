/**
 * Pictures from prompts: what a model draws.
 *
 * <p>Start with {@link dev.cupel.evaluator.drawing.Painter}. A batch of {@link dev.cupel.evaluator.drawing.PictureJob}s
 * (prompts and seeds) under one {@link dev.cupel.evaluator.drawing.GenerationSettings} flows through package
 * {@code prompt} (chunks of tokens), the text encoder, a sampler that asks a {@code GuidedDenoiser} (the U-Net with and
 * without the prompt), and the autoencoder. The arithmetic is that of AUTOMATIC1111's web UI with "RNG: CPU".
 *
 * <p>Not here: judging pictures, writing files.
 */
@NullMarked
package dev.cupel.evaluator.drawing;

import org.jspecify.annotations.NullMarked;
