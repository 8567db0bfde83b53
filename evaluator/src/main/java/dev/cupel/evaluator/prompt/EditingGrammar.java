package dev.cupel.evaluator.prompt;

import dev.cupel.evaluator.prompt.EditedText.Alternate;
import dev.cupel.evaluator.prompt.EditedText.Emphasized;
import dev.cupel.evaluator.prompt.EditedText.Piece;
import dev.cupel.evaluator.prompt.EditedText.Plain;
import dev.cupel.evaluator.prompt.EditedText.Scheduled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of prompt editing; each rule is the method of its name.
 *
 * <pre>
 * start      := ( prompt | "[" | "]" | "(" | ")" | ":" )*     brackets and colons that belong to nothing are text
 * prompt     := ( round | square | plain )*
 * round      := "(" prompt [ ":" prompt ] ")"                 emphasis
 * square     := "[" prompt "]"                                emphasis
 *             | "[" [ prompt ":" ] prompt ":" when "]"        scheduled
 *             | "[" prompt ( "|" prompt )+ "]"                alternate; 1.3 fails when it draws an empty option
 * when       := [ spaces ] number                             1.6: [ spaces ] number [ spaces ]
 * plain      := ( any but \ [ ] ( ) : |  or  "\" and any character but a line feed )+
 * </pre>
 *
 * <p>The web UI's own grammar is ambiguous where brackets could be text as well; its parser then nearly always takes the
 * rule, and so does this one.
 */
final class EditingGrammar {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern SPACES = Pattern.compile("\\s*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern PLAIN = Pattern.compile("(?:[^\\\\\\[\\]():|]|\\\\[^\\n])++");
    /** Brackets within brackets; deeper ones are text. Prompts come from strangers' pictures, and the stack is finite. */
    private static final int DEEPEST = 100;

    private final String text;
    private final WebUiVersion version;
    private final Matcher plain;
    private int at;
    private int depth;

    private EditingGrammar(String text, WebUiVersion version) {
        this.text = text;
        this.version = version;
        this.plain = PLAIN.matcher(text);
    }

    /**
     * Parses a prompt.
     *
     * @return nothing if the grammar does not cover it, for a bar outside square brackets or a lone backslash; the web UI
     *     then takes the prompt as it stands
     */
    static Optional<EditedText> parse(String prompt, WebUiVersion version) {
        return Optional.ofNullable(new EditingGrammar(prompt, version).start());
    }

    private @Nullable EditedText start() {
        List<Piece> pieces = new ArrayList<>();
        while (at < text.length()) {
            pieces.addAll(prompt().pieces());
            if (at < text.length()) {
                if ("[]():".indexOf(text.charAt(at)) < 0) {
                    return null;
                }
                pieces.add(new Plain(text.substring(at, ++at)));
            }
        }
        return new EditedText(pieces);
    }

    private EditedText prompt() {
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece = piece(); piece != null; piece = piece()) {
            pieces.add(piece);
        }
        return new EditedText(pieces);
    }

    /** One piece, or null and not a character consumed. */
    private @Nullable Piece piece() {
        int from = at;
        depth++;
        Piece piece = depth > DEEPEST ? null : accept("(") ? round() : accept("[") ? square() : plain();
        depth--;
        if (piece == null) {
            at = from;
        }
        return piece;
    }

    private @Nullable Piece round() {
        List<EditedText> parts = new ArrayList<>(List.of(prompt()));
        if (accept(":")) {
            parts.add(prompt());
        }
        return accept(")") ? new Emphasized("(", parts, ")") : null;
    }

    private @Nullable Piece square() {
        List<EditedText> parts = new ArrayList<>();
        String separator = "]";
        int last = at;
        do {
            last = at;
            parts.add(prompt());
            separator = parts.size() > 1 ? separator : peek();
        } while ((separator.equals(":") || separator.equals("|")) && accept(separator));
        String lastText = text.substring(last, at);
        if (!accept("]")) {
            return null;
        }
        return switch (separator) {
            case "|" -> new Alternate(List.copyOf(parts));
            case ":" -> scheduled(parts, when(lastText));
            default -> new Emphasized("[", parts, "]");
        };
    }

    private static @Nullable Piece scheduled(List<EditedText> parts, @Nullable String when) {
        if (when == null || parts.size() > 3) {
            return null;
        }
        EditedText nothing = new EditedText(List.of());
        return parts.size() == 3
                ? new Scheduled(parts.get(0), parts.get(1), when)
                : new Scheduled(nothing, parts.getFirst(), when);
    }

    private @Nullable String when(String part) {
        Matcher spaces = SPACES.matcher(part);
        spaces.lookingAt();
        Matcher number = NUMBER.matcher(part).region(spaces.end(), part.length());
        if (!number.lookingAt()) {
            return null;
        }
        String rest = part.substring(number.end());
        boolean allowed = version == WebUiVersion.V1_3 ? rest.isEmpty() : SPACES.matcher(rest).matches();
        return allowed ? number.group() : null;
    }

    private @Nullable Piece plain() {
        if (!plain.region(at, text.length()).lookingAt()) {
            return null;
        }
        at = plain.end();
        return new Plain(plain.group());
    }

    private String peek() {
        return text.substring(at, Math.min(at + 1, text.length()));
    }

    private boolean accept(String token) {
        boolean found = text.startsWith(token, at);
        at += found ? token.length() : 0;
        return found;
    }
}
