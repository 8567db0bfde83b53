/**
 * What a prompt means: from the text that a user types to the token ids and weights that a text encoder reads.
 *
 * <p>Start with {@link dev.cupel.evaluator.prompt.PromptChunks}, which turns a prompt into chunks of 77 ids, and
 * {@link dev.cupel.evaluator.prompt.Tokenizer}. A prompt flows through the emphasis parser (stretches of text, each
 * with a weight), the tokenizer (ids of each stretch) and the chunking (75 ids between a start and an end).
 * {@link dev.cupel.evaluator.prompt.Infotext} and {@link dev.cupel.evaluator.prompt.PngText} read and write the text
 * that AUTOMATIC1111's web UI puts into its pictures.
 *
 * <p>Not here: prompt editing ({@code [a:b:0.5]}), {@code AND}, {@code <lora:…>} tags and textual inversion; such
 * syntax passes through the emphasis parser as plain text, as in the web UI's emphasis layer.
 */
@NullMarked
package dev.cupel.evaluator.prompt;

import org.jspecify.annotations.NullMarked;
