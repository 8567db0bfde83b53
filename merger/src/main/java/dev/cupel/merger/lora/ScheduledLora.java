package dev.cupel.merger.lora;

import java.nio.file.Path;

/**
 * A LoRA of a drawing.
 *
 * @param file     the LoRA
 * @param schedule how strongly, step by step
 */
public record ScheduledLora(Path file, LoraSchedule schedule) {}
