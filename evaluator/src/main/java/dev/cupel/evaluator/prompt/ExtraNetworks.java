package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.List;
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
    }

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
