/**
 * From noise to a latent: random numbers, noise levels and samplers, all in plain arrays.
 *
 * <p>Start with {@link dev.cupel.evaluator.sampling.Sampler}, whose constants name one algorithm each: a function of a
 * {@link dev.cupel.evaluator.sampling.Denoiser}, falling noise levels, and a
 * {@link dev.cupel.evaluator.sampling.NoiseSource}. Levels come from {@link dev.cupel.evaluator.sampling.NoiseSchedule}
 * by a {@link dev.cupel.evaluator.sampling.ScheduleType}; noise from {@link dev.cupel.evaluator.sampling.PictureNoise},
 * which draws the same numbers as PyTorch, so that a seed means the same picture as in other programs.
 *
 * <p>Algorithms are written over {@link dev.cupel.evaluator.sampling.Latents}, in float32 for drawing and in float64 where
 * they are tested. Latents are small (16,384 numbers for 512 x 512 pixels) beside the network's work, so nothing here
 * needs the engine. What a denoiser does is not known here.
 */
@NullMarked
package dev.cupel.evaluator.sampling;

import org.jspecify.annotations.NullMarked;
