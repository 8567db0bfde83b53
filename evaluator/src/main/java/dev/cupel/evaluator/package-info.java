/**
 * What a model draws, and how good it is.
 *
 * <p>Start with {@link dev.cupel.evaluator.Assay}, what all models are judged by, and
 * {@link dev.cupel.evaluator.Evaluator}, which judges one. Weights, a suite of prompts and settings flow in;
 * {@linkplain dev.cupel.evaluator.objective.PictureMeasures raw measures} flow out, batch by batch, through a
 * {@link dev.cupel.evaluator.Journal} that may remember them. A {@link dev.cupel.evaluator.Reference}, what the tuned
 * model draws, comes first; {@link dev.cupel.evaluator.objective.Scorecard} folds measures into scores at the end.
 *
 * <p>Nothing here merges models, chooses what to try next, or writes files.
 */
@NullMarked
package dev.cupel.evaluator;

import org.jspecify.annotations.NullMarked;
