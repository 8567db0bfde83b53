package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.Chunk;
import dev.cupel.evaluator.prompt.Conjunction;
import dev.cupel.evaluator.prompt.EmphasisSegment;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.PromptRemarks;
import dev.cupel.evaluator.prompt.PromptSchedule;
import dev.cupel.evaluator.prompt.PromptSchedule.Stage;
import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.merger.lora.LoraTag;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** How a prompt is understood, for people. */
final class PromptListing {

    private final String prompt;
    private final boolean negative;
    private final Timeline first;
    private final Optional<Timeline> hires;
    private final Optional<PromptReader> reader;
    private final StringBuilder lines = new StringBuilder();

    /**
     * @param negative whether tags and AND are words
     * @param first    the first pass
     * @param hires    the second pass, if there is one
     * @param reader   to show tokens with, if there is a tokenizer
     */
    PromptListing(String prompt, boolean negative, Timeline first, Optional<Timeline> hires,
            Optional<PromptReader> reader) {
        this.prompt = prompt;
        this.negative = negative;
        this.first = first;
        this.hires = hires;
        this.reader = reader;
    }

    /** The listing; each line ends with a line feed. */
    String text() {
        line(0, "As web UI %s reads it, in %d steps:".formatted(first.version().title(), first.steps()));
        List<Conjunction.Part> parts = parts();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.size() > 1 || parts.get(i).weight() != 1) {
                line(0, "part %d of %d, pulls with weight %s".formatted(i + 1, parts.size(),
                        number(parts.get(i).weight())));
            }
            schedule(parts.get(i).text(), first);
            if (hires.isPresent()) {
                line(0, "hires pass of %d steps".formatted(hires.get().steps()));
                schedule(parts.get(i).text(), hires.get());
            }
        }
        if (reader.isEmpty()) {
            line(0, "Tokens are not shown: there is no tokenizer here; say --tokenizer PATH.");
        }
        reader.stream().flatMap(words -> words.missing(prompt).stream())
                .forEach(missing -> line(0, "Note: " + missing.message().replace('\n', ' ')));
        if (!negative) {
            PromptRemarks.of(prompt, first).forEach(remark -> line(0, "Note: " + remark));
        }
        return lines.toString();
    }

    private List<Conjunction.Part> parts() {
        if (negative) {
            return List.of(new Conjunction.Part(prompt, 1));
        }
        ExtraNetworks networks = ExtraNetworks.parse(prompt);
        for (ExtraNetworks.Tag tag : networks.tags()) {
            line(0, "taken out: %s %s".formatted(tag.kind(), String.join(" ", tag.arguments())));
            if (tag.isLora()) {
                strengths(tag);
            }
        }
        return Conjunction.parse(networks.text(), first.version()).parts();
    }

    private void strengths(ExtraNetworks.Tag tag) {
        try {
            LoraTag lora = LoraTag.parse(tag.details());
            line(1, lora.first().text());
            if (hires.isPresent()) {
                line(1, "hires pass: " + lora.second().text());
            }
        } catch (IllegalArgumentException e) {
            line(1, "Note: " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
    }

    private void schedule(String text, Timeline timeline) {
        int from = 1;
        for (Stage stage : PromptSchedule.of(text, timeline).stages()) {
            if (stage.lastStep() >= from) {
                line(1, from == stage.lastStep() ? "step " + from : "steps %d to %d".formatted(from, stage.lastStep()));
                weights(stage.text());
                reader.ifPresent(words -> chunks(stage.text(), words));
                from = stage.lastStep() + 1;
            }
        }
    }

    private void weights(String text) {
        for (EmphasisSegment segment : EmphasisSegment.parse(text, first.version())) {
            line(2, segment.isBreak()
                    ? "BREAK: a new chunk"
                    : "%-6s '%s'".formatted(number(segment.weight()), segment.text().replace("\n", "\\n")));
        }
    }

    private void chunks(String text, PromptReader words) {
        List<Chunk> chunks = words.chunks(text);
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            int used = used(chunk, words.tokenizer());
            line(2, "chunk %d, %d of 75 tokens: %s".formatted(i + 1, used, tokens(chunk, used, words.tokenizer())));
        }
    }

    /** Tokens before the filling. */
    private static int used(Chunk chunk, Tokenizer tokenizer) {
        int[] ids = chunk.ids();
        int last = Chunk.LENGTH - 1;
        while (last > 0 && ids[last] == tokenizer.end()) {
            last--;
        }
        return last;
    }

    private static String tokens(Chunk chunk, int used, Tokenizer tokenizer) {
        TreeMap<Integer, Chunk.Insertion> insertions = new TreeMap<>();
        chunk.insertions().forEach(insertion -> insertions.put(insertion.at(), insertion));
        StringBuilder tokens = new StringBuilder();
        int[] ids = chunk.ids();
        for (int i = 1; i <= used; i++) {
            Chunk.Insertion insertion = insertions.get(i);
            if (insertion != null) {
                int count = insertion.embedding().count();
                tokens.append("<%s, %d vectors> ".formatted(insertion.embedding().name(), count));
                i += count - 1;
            } else {
                String token = tokenizer.text(ids[i]);
                tokens.append(token.endsWith(" ") ? token : token + "·");
            }
        }
        return tokens.toString().strip();
    }

    private void line(int indent, String text) {
        lines.append("  ".repeat(indent)).append(text).append('\n');
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
}
