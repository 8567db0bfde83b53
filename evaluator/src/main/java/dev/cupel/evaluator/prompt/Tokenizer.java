package dev.cupel.evaluator.prompt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CLIP's tokenizer: words become the ids of a byte-level byte pair encoding.
 *
 * <p>Immutable; any number of threads may use one.
 */
public final class Tokenizer {

    /** Markers, English endings, runs of letters, single digits, runs of anything else that is no space. */
    private static final Pattern WORDS = Pattern.compile(
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    private final Vocabulary vocabulary;

    private Tokenizer(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /**
     * Opens a vocabulary.
     *
     * @param path a folder with {@code vocab.json} and {@code merges.txt}, or CLIP's
     *     {@code bpe_simple_vocab_16e6.txt.gz}
     * @throws PromptException if the files are missing or are no such vocabulary
     */
    public static Tokenizer open(Path path) {
        return new Tokenizer(Vocabulary.read(path));
    }

    /**
     * The ids of a text, without start and end.
     *
     * <p>Letters are lowered and some odd characters replaced first (full-width forms, curly quotes, ligatures,
     * control characters, HTML entities, UTF-8 that was read as Windows-1252), as ftfy does for CLIP.
     */
    public int[] encode(String text) {
        List<Integer> ids = new ArrayList<>();
        Matcher words = WORDS.matcher(TextRepair.clean(text));
        while (words.find()) {
            String word = words.group();
            if (word.equals(Vocabulary.START) || word.equals(Vocabulary.END)) {
                ids.add(id(word));
            } else {
                merge(ByteSymbols.ofWord(word)).forEach(symbol -> ids.add(id(symbol)));
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The id that opens every chunk. */
    public int start() {
        return id(Vocabulary.START);
    }

    /** The id that closes every chunk, and fills what is left of it. */
    public int end() {
        return id(Vocabulary.END);
    }

    /** The id of a comma that stands alone or ends a word, where long prompts are broken. */
    int comma() {
        return id("," + Vocabulary.WORD_END);
    }

    /**
     * What an id stands for, to be read by people.
     *
     * @return its characters, with a space at the end of a word; bytes that are no whole character show as U+FFFD
     */
    public String text(int id) {
        return vocabulary.symbol(id).map(ByteSymbols::text).orElse("\uFFFD");
    }

    private int id(String symbol) {
        return vocabulary.ids().get(symbol);
    }

    /** Joins the neighbours of lowest rank, everywhere from left to right, until no pair of the list is left. */
    private List<String> merge(List<String> symbols) {
        List<String> word = symbols;
        for (var best = lowest(word); best != null; best = lowest(word)) {
            List<String> joined = new ArrayList<>(word.size());
            for (int i = 0; i < word.size(); i++) {
                boolean found = i + 1 < word.size()
                        && word.get(i).equals(best.left())
                        && word.get(i + 1).equals(best.right());
                joined.add(found ? best.joined() : word.get(i));
                i += found ? 1 : 0;
            }
            word = joined;
        }
        return word;
    }

    private Vocabulary.@Nullable Pair lowest(List<String> word) {
        Vocabulary.Pair best = null;
        int lowest = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < word.size(); i++) {
            var pair = new Vocabulary.Pair(word.get(i), word.get(i + 1));
            int rank = vocabulary.ranks().getOrDefault(pair, Integer.MAX_VALUE);
            if (rank < lowest) {
                lowest = rank;
                best = pair;
            }
        }
        return best;
    }
}
