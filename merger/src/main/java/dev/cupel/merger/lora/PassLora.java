package dev.cupel.merger.lora;

import java.nio.file.Path;

/**
 * A LoRA of one pass of a drawing.
 *
 * @param file     the LoRA
 * @param schedule how strongly, step by step
 */
public record PassLora(Path file, LoraSchedule schedule) {

    /** Whether one layer over the model can be this and another pass's, with another strength. */
    boolean fits(PassLora other) {
        return file.equals(other.file) && schedule.blocks().equals(other.schedule.blocks());
    }

    /** How strong it is in a pass that does not have it. */
    LoraSchedule absent() {
        return LoraSchedule.of(new LoraStrength(0, 0, schedule.blocks()));
    }
}
