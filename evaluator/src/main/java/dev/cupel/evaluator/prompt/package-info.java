/**
 * What a prompt means: from the text that a user types to the token ids and weights that a text encoder reads.
 *
 * <p>Start with {@link dev.cupel.evaluator.prompt.PromptReader}. A prompt flows through
 * {@link dev.cupel.evaluator.prompt.ExtraNetworks} (its {@code <lora:…>} tags taken out),
 * {@link dev.cupel.evaluator.prompt.Conjunction} (the parts between {@code AND}s, each with a weight),
 * {@link dev.cupel.evaluator.prompt.PromptSchedule} (the text of each step, by the grammar in {@code EditingGrammar}),
 * {@link dev.cupel.evaluator.prompt.EmphasisSegment} (stretches of text, each with a weight), the
 * {@link dev.cupel.evaluator.prompt.Tokenizer} and the chunking (75 ids between a start and an end). Where releases of the
 * web UI differ, {@link dev.cupel.evaluator.prompt.WebUiVersion} chooses.
 *
 * <p>{@link dev.cupel.evaluator.prompt.Infotext} and {@link dev.cupel.evaluator.prompt.PngText} read and write the text
 * that AUTOMATIC1111's web UI puts into its pictures.
 */
@NullMarked
package dev.cupel.evaluator.prompt;

import org.jspecify.annotations.NullMarked;
