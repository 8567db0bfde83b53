/**
 * LoRAs: small networks that change some layers of a model.
 *
 * <p>Start with {@link dev.cupel.merger.lora.Lora}, a file of them of any family, and {@link dev.cupel.merger.lora.LoraWeights}, a
 * model seen through one as strongly as {@link dev.cupel.merger.lora.LoraStrength} says. Data flows from the file's names
 * ({@code LoraKey}) and tensors ({@code LayerReader}) into one {@code LayerChange} per layer, the formula of its family; from there,
 * made ready for a model and a weight ({@code Effect}), into changed copies of those layers. The model itself is never touched, so that to
 * take a LoRA off is to look at the model again.
 */
@NullMarked
package dev.cupel.merger.lora;

import org.jspecify.annotations.NullMarked;
