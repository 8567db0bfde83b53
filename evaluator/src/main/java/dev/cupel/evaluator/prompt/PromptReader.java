package dev.cupel.evaluator.prompt;

import java.util.List;

/**
 * How prompts are read: everything about their language that the prompts themselves do not say.
 *
 * @param tokenizer that of the model's text encoder
 * @param version   whose prompt language
 */
public record PromptReader(Tokenizer tokenizer, WebUiVersion version) {

    /** The latest language. */
    public static PromptReader of(Tokenizer tokenizer) {
        return new PromptReader(tokenizer, WebUiVersion.V1_6);
    }

    /** The same for another release. */
    public PromptReader withVersion(WebUiVersion other) {
        return new PromptReader(tokenizer, other);
    }

    /** The chunks of one stage's text, at least one. */
    public List<Chunk> chunks(String text) {
        return PromptChunks.of(this, text);
    }
}
