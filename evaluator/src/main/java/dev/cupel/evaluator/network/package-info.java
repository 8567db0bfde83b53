/**
 * The networks of Stable Diffusion 1.x and CLIP as functions over named weights.
 *
 * <p>Start with {@link dev.cupel.evaluator.network.Compute}, which opens the engine (PyTorch through DJL) on a device,
 * and {@link dev.cupel.evaluator.network.DeviceWeights}, which shows it a model's weights: on the CPU the very memory
 * of the weights, so that a merge in place is seen at once; on a GPU a copy that {@code sync()} renews. Then
 * {@link dev.cupel.evaluator.network.TextEncoder} turns token ids into text states,
 * {@link dev.cupel.evaluator.network.UNet} predicts the noise in latents, and
 * {@link dev.cupel.evaluator.network.Autoencoder} turns latents into pictures.
 * {@link dev.cupel.evaluator.network.ClipModel} is the scorer's CLIP.
 *
 * <p>The formulas are in the {@code .py} files beside this package's classes: TorchScript, one call per network. Sizes
 * come from the shapes of the weights and structure from their names, so the same code runs the miniature and the full
 * model. Java arrays go in and come out; what lies between belongs to a {@code Frame} and is freed with it.
 *
 * <p>Not here: prompts (package {@code prompt}), noise and samplers (package {@code sampling}), pictures from prompts
 * (package {@code drawing}).
 */
@NullMarked
package dev.cupel.evaluator.network;

import org.jspecify.annotations.NullMarked;
