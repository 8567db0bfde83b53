package dev.cupel.merger.lora;

import java.nio.file.Path;

/**
 * A LoRA to merge.
 *
 * @param file the LoRA
 * @param strength how strongly
 */
public record WeightedLora(Path file, LoraStrength strength) {}
