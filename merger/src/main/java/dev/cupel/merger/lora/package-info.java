/**
 * LoRAs: small networks that change some layers of a model.
 *
 * <p>Start with {@link dev.cupel.merger.lora.Lora}, a file of them, and {@link dev.cupel.merger.lora.LoraWeights}, a model
 * seen through one. Data flows from the file's pairs of small matrices into one difference per layer, computed once, and
 * from there into changed copies of those layers; the model itself is never touched, so that to take a LoRA off is to look at
 * the model again. Nothing here writes files.
 */
@NullMarked
package dev.cupel.merger.lora;

import org.jspecify.annotations.NullMarked;
