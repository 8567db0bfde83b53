package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.Infotext;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * Which LoRAs and embeddings a picture was drawn with, as the web UI writes it: {@code Lora hashes: "sepia: 0123456789ab, kat: …"}.
 *
 * @param loras      hash of each LoRA, by the name that the prompt has for it
 * @param embeddings hash of each embedding, by its name
 */
record NetworkHashes(SequencedMap<String, String> loras, SequencedMap<String, String> embeddings) {

    static final String LORAS = "Lora hashes";
    static final String EMBEDDINGS = "TI hashes";

    /** What an infotext says. */
    static NetworkHashes of(Infotext text) {
        return new NetworkHashes(parse(text, LORAS), parse(text, EMBEDDINGS));
    }

    private static SequencedMap<String, String> parse(Infotext text, String key) {
        SequencedMap<String, String> hashes = new LinkedHashMap<>();
        for (String entry : text.value(key).orElse("").split(",")) {
            int colon = entry.lastIndexOf(':');
            String name = (colon < 0 ? entry : entry.substring(0, colon)).strip();
            if (!name.isEmpty()) {
                hashes.put(name, colon < 0 ? "" : entry.substring(colon + 1).strip());
            }
        }
        return hashes;
    }

    /** The pairs of an infotext that say it. */
    SequencedMap<String, String> pairs() {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        put(pairs, LORAS, loras);
        put(pairs, EMBEDDINGS, embeddings);
        return pairs;
    }

    private static void put(SequencedMap<String, String> pairs, String key, SequencedMap<String, String> hashes) {
        if (!hashes.isEmpty()) {
            pairs.put(key, hashes.entrySet().stream()
                    .map(entry -> entry.getKey().replaceAll("[:,]", "") + ": " + entry.getValue())
                    .collect(Collectors.joining(", ")));
        }
    }
}
