package dev.cupel.evaluator.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds names in a prompt that are meant for embeddings, and are none.
 *
 * <p>The web UI takes an unknown name for words, and so would draw something else all night without a word of it. Two things are told
 * apart from ordinary words:
 *
 * <ul>
 * <li>what other programs write for an embedding: {@code embedding:name}, {@code <embedding:name>}, {@code <ti:name>};
 * <li>a word that is nearly the name of an embedding that is there. A word of which every run of letters is a single token of the
 * tokenizer is an ordinary one and never meant, unless it has digits and is long, as {@code bad-hands-4} is. Nor is one meant that only
 * lacks the name's version, or is its plural.
 * </ul>
 */
final class EmbeddingNames {

    private static final Pattern WRITTEN_OUT = Pattern.compile(
            "(?<![\\p{L}\\p{N}_])embedding:([^\\s,()\\[\\]|<>:]+)|<(?:embedding|ti):([^:>]+)[^>]*>",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ENDING = Pattern.compile("\\.(?:pt|bin|safetensors)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile("<\\w+:[^>]+>", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;()\\[\\]{}|<>:\\\\]+");
    private static final Pattern AROUND_WORD = Pattern.compile("^[.!?\"']+|[.!?\"']+$");
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final Pattern DIGIT = Pattern.compile(".*\\p{N}.*");
    private static final Pattern VERSION_OR_PLURAL = Pattern.compile("[_.-]?v?[\\p{N}_.-]*|e?s");
    /** Shorter names differ from many words by a letter. */
    private static final int SHORTEST = 5;
    /** From this length on a name may differ by two letters, and be meant although it is made of ordinary words. */
    private static final int LONG = 8;

    private final Tokenizer tokenizer;
    private final Embeddings embeddings;

    EmbeddingNames(PromptReader reader) {
        this.tokenizer = reader.tokenizer();
        this.embeddings = reader.embeddings();
    }

    /** What a prompt means for embeddings and is none, in its order, each once. */
    List<MissingEmbedding> missing(String prompt) {
        Stream<MissingEmbedding> writtenOut = WRITTEN_OUT.matcher(prompt).results()
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .map(name -> ENDING.matcher(name.strip()).replaceFirst(""))
                .flatMap(name -> embeddings.missing(name).stream());
        Stream<MissingEmbedding> misspelt = embeddings.files().isEmpty()
                ? Stream.empty()
                : Stream.of(BETWEEN_WORDS.split(TAG.matcher(WRITTEN_OUT.matcher(prompt).replaceAll(" "))
                        .replaceAll(" "))).flatMap(word -> misspelt(AROUND_WORD.matcher(word).replaceAll("")).stream());
        return Stream.concat(writtenOut, misspelt).distinct().toList();
    }

    private Optional<MissingEmbedding> misspelt(String word) {
        if (word.length() < SHORTEST - 1 || isOrdinary(word) || namesOne(word)) {
            return Optional.empty();
        }
        List<String> like = new ArrayList<>();
        for (String name : embeddings.files().keySet()) {
            if (name.length() >= SHORTEST && !differInVersionOrPlural(word, name)) {
                like.add(name);
            }
        }
        return embeddings.missing(word, like, name -> name.length() < LONG ? 1 : 2);
    }

    private boolean isOrdinary(String word) {
        return !(DIGIT.matcher(word).matches() && word.length() >= LONG)
                && NO_LETTERS.splitAsStream(word).filter(run -> !run.isEmpty())
                        .allMatch(run -> tokenizer.encode(run).length == 1);
    }

    private boolean namesOne(String word) {
        int[] ids = tokenizer.encode(word);
        for (int i = 0; i < ids.length; i++) {
            if (embeddings.names(ids, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean differInVersionOrPlural(String word, String name) {
        String one = word.toLowerCase(Locale.ROOT);
        String other = name.toLowerCase(Locale.ROOT);
        String longer = one.length() > other.length() ? one : other;
        String shorter = one.length() > other.length() ? other : one;
        return longer.startsWith(shorter)
                && VERSION_OR_PLURAL.matcher(longer.substring(shorter.length())).matches();
    }
}
