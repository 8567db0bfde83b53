/**
 * What a merged model consists of: which tensor comes from where, with which numbers, rounded to what.
 *
 * <p>Start with {@link dev.cupel.merger.plan.MergePlan}, the list of the merged model's tensors with the origin of each, and
 * {@link dev.cupel.merger.plan.Merger}, which computes their values by a {@link dev.cupel.merger.method.MergeMethod} and
 * {@link dev.cupel.merger.plan.Coefficients}. Whoever executes a plan (live weights, or a file being written) uses the same
 * Merger, so that both get the same bits; {@link dev.cupel.merger.plan.MergedModel} is a merge that another one reads. Nothing here holds a model in memory or writes.
 */
@NullMarked
package dev.cupel.merger.plan;

import org.jspecify.annotations.NullMarked;
