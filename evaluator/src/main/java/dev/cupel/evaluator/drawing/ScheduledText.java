package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.prompt.PromptSchedule;
import java.util.List;

/**
 * What the U-Net reads of a prompt, stage by stage.
 *
 * @param schedule which stage counts when
 * @param stages   text states of each stage, shape (77 * chunks * width), all of one length
 */
record ScheduledText(PromptSchedule schedule, List<float[]> stages) {

    ScheduledText {
        stages = List.copyOf(stages);
    }

    /** Numbers of each stage. */
    int length() {
        return stages.getFirst().length;
    }

    /** The states for a call of the model, the first being 0. */
    float[] at(int call) {
        return stages.get(schedule.stageAt(call));
    }
}
