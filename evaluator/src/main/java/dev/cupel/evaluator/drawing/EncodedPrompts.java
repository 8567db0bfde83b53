package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Prompts that were encoded with one state of a model, each once, by whichever worker needs it first. */
final class EncodedPrompts {

    private final PromptEncoder encoder;
    private final Map<Key, PromptStates> states = new ConcurrentHashMap<>();

    /** What a prompt's states hang on. */
    private record Key(String prompt, int clipSkip, Timeline timeline) {}

    EncodedPrompts(PromptEncoder encoder) {
        this.encoder = encoder;
    }

    /** Whose language prompts are in that nothing says otherwise of. */
    WebUiVersion version() {
        return encoder.version();
    }

    /** As of {@link PromptEncoder#states}. */
    PromptStates states(String prompt, int clipSkip, Timeline timeline) {
        return states.computeIfAbsent(new Key(prompt, clipSkip, timeline),
                _ -> encoder.in(timeline.version()).states(prompt, clipSkip, timeline));
    }

    /** How many there are. */
    int size() {
        return states.size();
    }
}
