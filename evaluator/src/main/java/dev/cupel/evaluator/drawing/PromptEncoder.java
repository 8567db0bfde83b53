package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.network.TextEncoder;
import dev.cupel.evaluator.prompt.Chunk;
import dev.cupel.evaluator.prompt.Conjunction;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.PromptSchedule;
import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.WebUiVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prompts to text states, as the web UI puts parts, stages and chunks together. */
final class PromptEncoder {

    private final TextEncoder encoder;
    private final PromptReader reader;

    PromptEncoder(TextEncoder encoder, PromptReader reader) {
        this.encoder = encoder;
        this.reader = reader;
    }

    /** The same for prompts in another language. */
    PromptEncoder in(WebUiVersion language) {
        return language == reader.version()
                ? this
                : new PromptEncoder(encoder, new PromptReader(reader.tokenizer(), reader.embeddings(), language));
    }

    /** Whose prompt language this is. */
    WebUiVersion version() {
        return reader.version();
    }

    /**
     * Encodes a prompt, for use as a wanted or a negative one.
     *
     * @param prompt   without tags of extra networks
     * @param timeline of the pass; its steps are calls of the model
     */
    PromptStates states(String prompt, int clipSkip, Timeline timeline) {
        ScheduledText whole = scheduled(prompt, timeline, clipSkip);
        List<PromptStates.Part> parts = new ArrayList<>();
        for (Conjunction.Part part : Conjunction.parse(prompt, reader.version()).parts()) {
            boolean all = part.text().equals(prompt);
            parts.add(new PromptStates.Part(part.weight(), all ? whole : scheduled(part.text(), timeline, clipSkip)));
        }
        int longest = parts.stream().mapToInt(part -> part.text().length()).max().orElseThrow();
        parts.replaceAll(part -> new PromptStates.Part(part.weight(), lengthened(part.text(), longest)));
        return new PromptStates(parts, whole);
    }

    private ScheduledText scheduled(String text, Timeline timeline, int clipSkip) {
        PromptSchedule schedule = PromptSchedule.of(text, timeline);
        List<List<Chunk>> chunks = schedule.stages().stream().map(stage -> reader.chunks(stage.text())).toList();
        return new ScheduledText(schedule, chunks.size() == 1
                ? List.of(Parts.joined(List.of(encoder.states(chunks.getFirst(), clipSkip))))
                : stages(chunks, clipSkip));
    }

    /**
     * Stages of one prompt: the shorter ones get empty chunks, and the same chunk of all stages is one batch of the text
     * encoder, which emphasis couples.
     */
    private List<float[]> stages(List<List<Chunk>> stages, int clipSkip) {
        int longest = stages.stream().mapToInt(List::size).max().orElseThrow();
        Chunk empty = reader.chunks("").getFirst();
        List<float[][]> byChunk = new ArrayList<>();
        for (int i = 0; i < longest; i++) {
            int at = i;
            byChunk.add(encoder.statesOfABatch(
                    stages.stream().map(stage -> at < stage.size() ? stage.get(at) : empty).toList(), clipSkip));
        }
        List<float[]> states = new ArrayList<>();
        for (int stage = 0; stage < stages.size(); stage++) {
            int at = stage;
            states.add(Parts.joined(byChunk.stream().map(chunk -> chunk[at]).toList()));
        }
        return states;
    }

    /** Repeats the last token's state, as the web UI does for parts of different lengths. */
    private ScheduledText lengthened(ScheduledText text, int length) {
        if (text.length() == length) {
            return text;
        }
        return new ScheduledText(text.schedule(), text.stages().stream().map(states -> {
            float[] longer = Arrays.copyOf(states, length);
            for (int i = states.length; i < length; i++) {
                longer[i] = longer[i - encoder.width()];
            }
            return longer;
        }).toList());
    }
}
