/**
 * From noise to a latent: random numbers, noise schedule and samplers, all in plain float32 arrays.
 *
 * <p>Start with {@link dev.cupel.evaluator.sampling.Sampler}, which walks down the noise levels of
 * {@link dev.cupel.evaluator.sampling.NoiseSchedule}, asking a {@link dev.cupel.evaluator.sampling.Denoiser} at each.
 * {@link dev.cupel.evaluator.sampling.TorchRandom} draws the same numbers as PyTorch on the CPU, so that a seed means the
 * same picture as in other programs.
 *
 * <p>Latents are small (16,384 numbers for 512 x 512 pixels) beside the network's work, so nothing here needs the
 * engine. What a denoiser does is not known here.
 */
@NullMarked
package dev.cupel.evaluator.sampling;

import org.jspecify.annotations.NullMarked;
