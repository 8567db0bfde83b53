package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Prompts that were encoded with one state of a model, each once for a pass, by whichever worker needs it first. */
final class EncodedPrompts {

    private final PromptEncoder encoder;
    private final StepWeights weights;
    private final Map<Key, PromptStates> states = new ConcurrentHashMap<>();

    /** What a prompt's states hang on. */
    private record Key(String prompt, int clipSkip, Timeline timeline, DrawingPass pass) {}

    /** @param weights of the text encoder, which are made those of a prompt's pass before it is encoded */
    EncodedPrompts(PromptEncoder encoder, StepWeights weights) {
        this.encoder = encoder;
        this.weights = weights;
    }

    /** Whose language prompts are in that nothing says otherwise of. */
    WebUiVersion version() {
        return encoder.version();
    }

    /**
     * As of {@link PromptEncoder#states}.
     *
     * @param pass with whose weights it is read
     */
    PromptStates states(String prompt, int clipSkip, Timeline timeline, DrawingPass pass) {
        return states.computeIfAbsent(new Key(prompt, clipSkip, timeline, pass), _ -> {
            weights.read(pass);
            return encoder.in(timeline.version()).states(prompt, clipSkip, timeline);
        });
    }

    /** How many there are. */
    int size() {
        return states.size();
    }
}
