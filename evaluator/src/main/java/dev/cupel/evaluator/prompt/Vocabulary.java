package dev.cupel.evaluator.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The symbols of a byte-level byte pair encoding and the order in which pairs of them merge.
 *
 * @param ids id of each symbol; has each of the 256 byte symbols, alone and with {@code </w>}, and both markers
 * @param ranks rank of each pair that merges, lowest first; its joined symbol is in {@code ids}
 */
record Vocabulary(Map<String, Integer> ids, Map<Pair, Integer> ranks) {

    static final String START = "<|startoftext|>";
    static final String END = "<|endoftext|>";
    static final String WORD_END = "</w>";

    /** CLIP's list holds more merges than its vocabulary: the first 48894 count. */
    private static final int CLIP_MERGES = 49152 - 256 - 2;

    /** Two neighbouring symbols. */
    record Pair(String left, String right) {

        String joined() {
            return left + right;
        }
    }

    /** The symbol of an id. */
    Optional<String> symbol(int id) {
        return ids.entrySet().stream().filter(entry -> entry.getValue() == id).map(Map.Entry::getKey).findFirst();
    }

    /**
     * Reads {@code vocab.json} and {@code merges.txt} of a folder, or CLIP's {@code bpe_simple_vocab_16e6.txt.gz}.
     *
     * @throws PromptException if the files are missing or are no such vocabulary
     */
    static Vocabulary read(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return ofFolder(path);
            }
            if (Files.isRegularFile(path)) {
                return ofMergeList(path);
            }
        } catch (IOException e) {
            throw new PromptException("""
                    tokenizer %s: cannot be read: %s.
                    Maybe the file is damaged; fetch it again.""".formatted(path, e.getMessage()), e);
        }
        throw new PromptException("""
                tokenizer %s: no such file or folder.
                Maybe give the folder that holds vocab.json and merges.txt, or CLIP's bpe_simple_vocab_16e6.txt.gz."""
                .formatted(path));
    }

    private static Vocabulary ofFolder(Path folder) throws IOException {
        Path vocab = present(folder, "vocab.json");
        Path merges = present(folder, "merges.txt");
        Map<String, Integer> ids = idsOf(vocab);
        checkSymbols(vocab, ids);
        return new Vocabulary(ids, ranksOf(merges, Files.readAllLines(merges, StandardCharsets.UTF_8), ids));
    }

    private static Path present(Path folder, String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new PromptException("""
                    tokenizer %s: the folder has no %s.
                    Maybe give the "tokenizer" folder of the model: vocab.json and merges.txt lie in it side by side."""
                    .formatted(folder, name));
        }
        return file;
    }

    private static Map<String, Integer> idsOf(Path vocab) throws IOException {
        try {
            Map<?, ?> json = new ObjectMapper().readValue(vocab.toFile(), Map.class);
            Map<String, Integer> ids = HashMap.newHashMap(json.size());
            json.forEach((symbol, id) -> {
                if (!(id instanceof Integer number) || number < 0) {
                    throw new PromptException("""
                            %s: each id must be a whole number of at least 0, but "%s" has %s.
                            Maybe this is the vocabulary of another kind of tokenizer.""".formatted(vocab, symbol, id));
                }
                ids.put((String) symbol, number);
            });
            return ids;
        } catch (JsonProcessingException e) {
            throw new PromptException("""
                    %s: must be a JSON object of symbols and ids: %s.
                    Maybe the download was cut short; fetch it again.""".formatted(vocab, e.getOriginalMessage()), e);
        }
    }

    private static void checkSymbols(Path file, Map<String, Integer> ids) {
        List<String> needed = new ArrayList<>(ByteSymbols.all());
        ByteSymbols.all().forEach(symbol -> needed.add(symbol + WORD_END));
        needed.add(START);
        needed.add(END);
        for (String symbol : needed) {
            if (!ids.containsKey(symbol)) {
                throw new PromptException("""
                        %s: a byte-level vocabulary must have all 512 byte symbols and both markers, but lacks "%s".
                        Maybe this is the vocabulary of another kind of tokenizer; Stable Diffusion 1.x uses CLIP's."""
                        .formatted(file, symbol));
            }
        }
    }

    private static Vocabulary ofMergeList(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (var in = new GZIPInputStream(Files.newInputStream(file));
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null && lines.size() <= CLIP_MERGES) {
                lines.add(line);
                line = reader.readLine();
            }
        }
        Map<String, Integer> ids = new HashMap<>();
        ByteSymbols.all().forEach(symbol -> ids.put(symbol, ids.size()));
        ByteSymbols.all().forEach(symbol -> ids.put(symbol + WORD_END, ids.size()));
        merges(file, lines).forEach(pair -> ids.putIfAbsent(pair.joined(), ids.size()));
        ids.put(START, ids.size());
        ids.put(END, ids.size());
        return new Vocabulary(ids, ranksOf(file, lines, ids));
    }

    private static Map<Pair, Integer> ranksOf(Path file, List<String> lines, Map<String, Integer> ids) {
        Map<Pair, Integer> ranks = new HashMap<>();
        for (Pair pair : merges(file, lines)) {
            if (!ids.containsKey(pair.joined())) {
                throw new PromptException("""
                        %s: the merge "%s %s" makes a symbol that the vocabulary lacks.
                        Maybe merges.txt and vocab.json come from two models.""".formatted(file, pair.left(),
                        pair.right()));
            }
            ranks.putIfAbsent(pair, ranks.size());
        }
        return ranks;
    }

    /** Pairs of a merge list; its first line names the version, empty lines do not count. */
    private static List<Pair> merges(Path file, List<String> lines) {
        List<Pair> pairs = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            int space = line.indexOf(' ');
            if (line.isEmpty()) {
                continue;
            }
            if (space < 1 || space != line.lastIndexOf(' ')) {
                throw new PromptException("""
                        %s, line %d: a merge must be two symbols with a space between, but is "%s".
                        Maybe this file is no merge list of a byte pair encoding.""".formatted(file, i + 1, line));
            }
            pairs.add(new Pair(line.substring(0, space), line.substring(space + 1)));
        }
        return pairs;
    }
}
