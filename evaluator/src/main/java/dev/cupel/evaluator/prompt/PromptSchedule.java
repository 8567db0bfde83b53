package dev.cupel.evaluator.prompt;

import dev.cupel.evaluator.prompt.EditedText.Alternate;
import dev.cupel.evaluator.prompt.EditedText.Emphasized;
import dev.cupel.evaluator.prompt.EditedText.Piece;
import dev.cupel.evaluator.prompt.EditedText.Plain;
import dev.cupel.evaluator.prompt.EditedText.Scheduled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a prompt says at which step: {@code [a:b:0.5]} changes at a step, {@code [a|b]} at each.
 *
 * @param stages in the order of their steps, at least one
 */
public record PromptSchedule(List<Stage> stages) {

    /**
     * One text of the schedule.
     *
     * @param lastStep the last step that it is meant for, counted from 1
     * @param text     with the brackets of emphasis, without those of editing
     */
    public record Stage(int lastStep, String text) {}

    public PromptSchedule {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a schedule must have a stage");
        }
    }

    /**
     * Reads the prompt editing of a prompt.
     *
     * @param prompt one part of a conjunction, without tags of extra networks
     * @throws dev.cupel.evaluator.EvaluationException if web UI 1.3 draws an empty option of an alternation, where it fails
     */
    public static PromptSchedule of(String prompt, Timeline timeline) {
        Optional<EditedText> parsed = EditingGrammar.parse(prompt, timeline.version());
        if (parsed.isEmpty()) {
            return new PromptSchedule(List.of(new Stage(timeline.steps(), prompt)));
        }
        SortedSet<Integer> lastSteps = new TreeSet<>(List.of(timeline.steps()));
        collect(parsed.get(), timeline, lastSteps);
        List<Stage> stages = new ArrayList<>();
        for (int step : lastSteps) {
            stages.add(new Stage(step, parsed.get().at(step, timeline)));
        }
        return new PromptSchedule(stages);
    }

    /**
     * The stage that counts when the model is asked, as the web UI chooses it: the first whose last step is not below the
     * count. The count starts at 0, so a stage that ends at step s serves s + 1 calls.
     *
     * @param call how often the model was asked before in this pass
     * @return an index into the stages; the first where none is left
     */
    public int stageAt(int call) {
        for (int i = 0; i < stages.size(); i++) {
            if (call <= stages.get(i).lastStep()) {
                return i;
            }
        }
        return 0;
    }

    private static void collect(EditedText text, Timeline timeline, SortedSet<Integer> lastSteps) {
        for (Piece piece : text.pieces()) {
            switch (piece) {
                case Plain _ -> {}
                case Emphasized(_, List < EditedText > parts, _) ->
                    parts.forEach(part -> collect(part, timeline, lastSteps));
                case Scheduled(EditedText before, EditedText after, String when) -> {
                    if (timeline.divides(timeline.lastStep(when))) {
                        lastSteps.add(timeline.lastStep(when));
                    }
                    collect(before, timeline, lastSteps);
                    collect(after, timeline, lastSteps);
                }
                case Alternate(List<EditedText> options) -> {
                    IntStream.rangeClosed(1, timeline.steps()).forEach(lastSteps::add);
                    options.forEach(option -> collect(option, timeline, lastSteps));
                }
            }
        }
    }
}
