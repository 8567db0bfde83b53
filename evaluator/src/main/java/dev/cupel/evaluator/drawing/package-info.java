/**
 * Pictures from prompts: what a model draws.
 *
 * <p>Start with {@link dev.cupel.evaluator.drawing.Painter}. A batch of {@link dev.cupel.evaluator.drawing.PictureJob}s
 * (prompts and seeds) under one {@link dev.cupel.evaluator.drawing.GenerationSettings} flows through package
 * {@code prompt} (parts, stages, chunks of tokens) and the text encoder in a {@code PromptEncoder}, a sampler that asks a
 * {@code GuidedDenoiser} (the U-Net with each part of the prompt and without it, at the stage of the call), and the autoencoder. {@code Passes} puts these together once, or
 * twice with an {@code Enlarger} between. The arithmetic is that of AUTOMATIC1111's web UI with "RNG: CPU".
 *
 * <p>Not here: judging pictures, writing files.
 */
@NullMarked
package dev.cupel.evaluator.drawing;

import org.jspecify.annotations.NullMarked;
