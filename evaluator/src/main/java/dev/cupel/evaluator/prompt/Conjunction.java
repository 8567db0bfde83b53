package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt of several parts that are drawn together: {@code a cat AND a dog :0.8}.
 *
 * <p>Each part pulls away from the negative prompt by its own weight: D = U + scale * sum of w (D_part - U) (Liu et al.
 * 2022, "Compositional visual generation with composable diffusion models").
 *
 * @param parts in order, at least one
 */
public record Conjunction(List<Part> parts) {

    /**
     * One part.
     *
     * @param text   without the weight; editing and emphasis are still to be read
     * @param weight of its pull; 1 where the prompt says none
     */
    public record Part(String text, double weight) {}

    private static final Pattern AND = Pattern.compile("\\bAND\\b", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String WEIGHT = "(?:\\s*:\\s*([-+]?(?:[0-9]+\\.?|[0-9]*\\.[0-9]+)))?\\s*";
    /** Here a line feed inside the part hides its weight. */
    private static final Pattern PART_1_3 = Pattern.compile("(\\s*[^\\n]*?)" + WEIGHT,
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern PART_1_6 = Pattern.compile("([\\s\\S]*?)" + WEIGHT, Pattern.UNICODE_CHARACTER_CLASS);

    public Conjunction {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a conjunction must have a part");
        }
    }

    /**
     * Splits a positive prompt; negative ones are not split. A lone part, too, ends in its weight: {@code ratio 16:9} is
     * "ratio 16" with weight 9.
     */
    public static Conjunction parse(String prompt, WebUiVersion version) {
        List<Part> parts = new ArrayList<>();
        for (String text : AND.split(prompt, -1)) {
            Matcher part = (version == WebUiVersion.V1_3 ? PART_1_3 : PART_1_6).matcher(text);
            if (part.matches()) {
                parts.add(new Part(part.group(1), part.group(2) == null ? 1 : Double.parseDouble(part.group(2))));
            } else {
                parts.add(new Part(text, 1));
            }
        }
        return new Conjunction(parts);
    }
}
