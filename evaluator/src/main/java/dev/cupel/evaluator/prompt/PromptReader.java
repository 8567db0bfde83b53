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
}
