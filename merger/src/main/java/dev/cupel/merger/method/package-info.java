/**
 * The formulas by which models are merged: pure functions on the values of one tensor.
 *
 * <p>Start with {@link dev.cupel.merger.method.MergeMethod}, what a formula is, and {@link dev.cupel.merger.method.Methods}, the
 * list of all of them with their names in other programs and their settings. A method sees {@link
 * dev.cupel.merger.method.Values}, one array for each model, and a {@link dev.cupel.merger.method.Coefficient}. Nothing here knows
 * of files, of whole models, or of which block a tensor belongs to.
 */
@NullMarked
package dev.cupel.merger.method;

import org.jspecify.annotations.NullMarked;
