package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Timeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The prompts of a pass, encoded.
 *
 * @param states    by prompt
 * @param prompt    what every picture is to show in this pass, if that is not its job's prompt
 * @param unwanted  what no picture is to show, likewise
 */
record Texts(Map<String, PromptStates> states, Optional<String> prompt, Optional<String> unwanted) {

    /**
     * The states of every prompt and negative prompt.
     *
     * @param reading with whose weights they are read
     */
    static Texts of(EncodedPrompts encoded, List<PictureJob> jobs, Workflow.HiresChanges changes, int clipSkip,
            Timeline timeline, DrawingPass reading) {
        Texts texts = new Texts(new LinkedHashMap<>(),
                changes.prompt().map(text -> ExtraNetworks.parse(text).text()), changes.negativePrompt());
        for (PictureJob job : jobs) {
            for (String text : List.of(texts.wanted(job), texts.unwanted(job))) {
                texts.states.computeIfAbsent(text, missing -> encoded.states(missing, clipSkip, timeline, reading));
            }
        }
        return texts;
    }

    private String wanted(PictureJob job) {
        return prompt.orElse(job.prompt());
    }

    private String unwanted(PictureJob job) {
        return unwanted.orElse(job.negativePrompt());
    }

    List<PromptStates> wanted(List<PictureJob> jobs) {
        return jobs.stream().map(job -> states.get(wanted(job))).toList();
    }

    List<PromptStates> unwanted(List<PictureJob> jobs) {
        return jobs.stream().map(job -> states.get(unwanted(job))).toList();
    }
}
