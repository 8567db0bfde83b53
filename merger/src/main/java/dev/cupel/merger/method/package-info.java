/**
 * How models are merged: the formulas, the weights per block, and the rules that say which tensor comes from where.
 *
 * <p>Start with {@link dev.cupel.merger.method.MergeMethod}, the formulas, and
 * {@link dev.cupel.merger.method.MergePlan}, the list of the merged model's tensors with the origin of each. Data flows from
 * the tensors of two or three checkpoints, a stretch of float32 values at a time, through one linear combination. Whoever
 * executes a plan (live weights, or a file being written) uses the same functions in the same order, so that both get the
 * same bits. Nothing here holds a model in memory or writes.
 */
@NullMarked
package dev.cupel.merger.method;

import org.jspecify.annotations.NullMarked;
