package dev.cupel.evaluator.prompt;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How prompts are read: everything about their language that the prompts themselves do not say.
 *
 * @param tokenizer  that of the model's text encoder
 * @param embeddings those that prompts may name
 * @param version    whose prompt language
 */
public record PromptReader(Tokenizer tokenizer, Embeddings embeddings, WebUiVersion version) {

    /** The latest language, without embeddings. */
    public static PromptReader of(Tokenizer tokenizer) {
        return new PromptReader(tokenizer, Embeddings.none(), WebUiVersion.V1_6);
    }

    /** The chunks of one stage's text, at least one. */
    public List<Chunk> chunks(String text) {
        return PromptChunks.of(this, text);
    }

    /** The files of the embeddings that a prompt names at some step, by their names. */
    public SequencedMap<String, Path> named(String prompt, Timeline timeline) {
        SequencedMap<String, Path> named = new LinkedHashMap<>();
        Map<String, Path> files = embeddings.files();
        if (!files.isEmpty()) {
            Conjunction.parse(prompt, version).parts().stream()
                    .flatMap(part -> PromptSchedule.of(part.text(), timeline).stages().stream())
                    .flatMap(stage -> chunks(stage.text()).stream()).flatMap(chunk -> chunk.insertions().stream())
                    .map(insertion -> insertion.embedding().name()).forEach(name -> named.put(name, files.get(name)));
        }
        return named;
    }

    /**
     * What a prompt means for embeddings, where there are none: misspelt names, and those that other programs write out.
     *
     * @param prompt as it was written
     */
    public List<MissingEmbedding> missing(String prompt) {
        return new EmbeddingNames(this).missing(prompt);
    }

    /**
     * Refuses prompts that mean embeddings where there are none.
     *
     * @throws PromptException with the nearest name
     */
    public void requireEmbeddings(List<String> prompts) {
        prompts.stream().flatMap(prompt -> missing(prompt).stream()).findFirst().ifPresent(missing -> {
            throw new PromptException("prompt: " + missing.message());
        });
    }
}
