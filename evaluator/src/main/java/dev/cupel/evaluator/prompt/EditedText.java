package dev.cupel.evaluator.prompt;

import dev.cupel.evaluator.EvaluationException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A prompt with editing, as parsed: pieces one after the other.
 *
 * @param pieces in order; none for an empty text
 */
record EditedText(List<Piece> pieces) {

    EditedText {
        pieces = List.copyOf(pieces);
    }

    /** What a prompt is made of. */
    sealed interface Piece {}

    /** Words, escapes, and brackets that belong to nothing. */
    record Plain(String text) implements Piece {}

    /**
     * Brackets of emphasis, which editing keeps as they are.
     *
     * @param parts what stands between the colons: one part, or two in round brackets
     */
    record Emphasized(String opening, List<EditedText> parts, String closing) implements Piece {}

    /** {@code [before:after:when]}. */
    record Scheduled(EditedText before, EditedText after, String when) implements Piece {}

    /** {@code [one|two|three]}: the next at each step. */
    record Alternate(List<EditedText> options) implements Piece {}

    /** The text of one step, the first being 1. */
    String at(int step, Timeline timeline) {
        return pieces.stream().map(piece -> at(piece, step, timeline)).collect(Collectors.joining());
    }

    private static String at(Piece piece, int step, Timeline timeline) {
        return switch (piece) {
            case Plain(String text) -> text;
            case Emphasized(String opening, List<EditedText> parts, String closing) ->
                parts.stream().map(part -> part.at(step, timeline)).collect(Collectors.joining(":", opening, closing));
            case Scheduled(EditedText before, EditedText after, String when) ->
                (step <= timeline.lastStep(when) ? before : after).at(step, timeline);
            case Alternate(List<EditedText> options) -> {
                // a schedule of 1.3 may begin before step 1
                EditedText option = options.get(Math.floorMod(step - 1, options.size()));
                yield timeline.version() == WebUiVersion.V1_3
                        ? at(option.first(), step, timeline)
                        : option.at(step, timeline);
            }
        };
    }

    /** All that 1.3 takes of an option: {@code [a (b)|c]} alternates between "a " and "c" there. */
    private Piece first() {
        if (pieces.isEmpty()) {
            throw new EvaluationException("""
                    prompt: an alternation must have no empty option in the language of web UI 1.3, but has one.
                    Maybe the language of 1.6 is meant, which allows [a|].""");
        }
        return pieces.getFirst();
    }
}
