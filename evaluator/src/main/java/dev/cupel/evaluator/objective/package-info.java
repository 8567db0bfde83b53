/**
 * What a candidate is worth: from its pictures to normalised scores with standard errors.
 *
 * <p>Start with {@link dev.cupel.evaluator.objective.Objective}, the list of what is judged, and
 * {@link dev.cupel.evaluator.objective.Scorecard}, where the formulas end. Data flows so: a
 * {@link dev.cupel.evaluator.objective.Suite} of prompts is drawn; {@link dev.cupel.evaluator.objective.Measurer} turns
 * the pictures of each prompt and seed into raw {@link dev.cupel.evaluator.objective.PictureMeasures}, which are worth
 * keeping as they are known; a scorecard folds those of a candidate with those of the tuned model and the new base on
 * the same prompts and seeds.
 *
 * <p>Nothing here draws, and nothing here reads files: pictures come from the evaluator, embeddings from an
 * {@link dev.cupel.evaluator.objective.Embedder}.
 */
@NullMarked
package dev.cupel.evaluator.objective;

import org.jspecify.annotations.NullMarked;
