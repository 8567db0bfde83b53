package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of a prompt that ask for more networks, {@code <lora:name:0.8>}, and the prompt without them.
 *
 * @param text what is left; spaces and commas around a tag stay
 * @param tags in order
 */
public record ExtraNetworks(String text, List<Tag> tags) {

    /**
     * One tag.
     *
     * @param kind      what comes first: lora, lyco, hypernet
     * @param arguments what follows, between colons; at least one
     */
    public record Tag(String kind, List<String> arguments) {

        public Tag {
            arguments = List.copyOf(arguments);
        }

        /** Whether it asks for a LoRA; it may do so by the names of two extensions of the web UI. */
        public boolean isLora() {
            return LORAS.contains(kind);
        }

        /** What it asks for. */
        public String name() {
            return arguments.getFirst();
        }

        /** What it says of that. */
        public List<String> details() {
            return arguments.subList(1, arguments.size());
        }

        /** As it is written. */
        public String text() {
            return "<%s:%s>".formatted(kind, String.join(":", arguments));
        }
    }

    private static final Set<String> LORAS = Set.of("lora", "lyco", "loractl");
    private static final Pattern TAG = Pattern.compile("<(\\w+):([^>]+)>", Pattern.UNICODE_CHARACTER_CLASS);

    public ExtraNetworks {
        tags = List.copyOf(tags);
    }

    /** Takes the tags out of a positive prompt; in a negative one they are text. */
    public static ExtraNetworks parse(String prompt) {
        List<Tag> tags = new ArrayList<>();
        Matcher found = TAG.matcher(prompt);
        String text = found.replaceAll(tag -> {
            tags.add(new Tag(tag.group(1), List.of(tag.group(2).split(":", -1))));
            return "";
        });
        return new ExtraNetworks(text, tags);
    }
}
