package dev.cupel.evaluator.prompt;

import java.util.List;

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
