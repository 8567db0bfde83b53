/**
 * The formulas by which models are merged: pure functions on the values of one tensor.
 *
 * <p>Start with {@link dev.cupel.merger.method.MergeMethod}, what a formula is, and {@link dev.cupel.merger.method.Methods}, the
 * list of all of them with their names in other programs and their settings. A method sees {@link
 * dev.cupel.merger.method.Values}, one array for each model, and a {@link dev.cupel.merger.method.Coefficient}. Two shapes recur: a {@link
 * dev.cupel.merger.method.Blend} goes from A to some mean of all models, and a {@link dev.cupel.merger.method.DeltaMerge} adds to C
 * what it makes of the others' differences from it. Nothing here knows
 * of files, of whole models, or of which block a tensor belongs to.
 */
@NullMarked
package dev.cupel.merger.method;

import org.jspecify.annotations.NullMarked;
