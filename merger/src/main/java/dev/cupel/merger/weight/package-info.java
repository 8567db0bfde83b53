/**
 * How much of a merge goes into which tensor: weights by block, by part, by preset, by depth and by rule.
 *
 * <p>Start with {@link dev.cupel.merger.weight.Weighting}, which answers for one tensor's name, and whose
 * {@link dev.cupel.merger.weight.Weighting#parse parse} has the grammar of the command line. A weighting is built up from
 * the coarse to the fine: 26 {@link dev.cupel.merger.weight.BlockWeights}, which may come from a
 * {@link dev.cupel.merger.weight.Preset} or a {@link dev.cupel.merger.weight.Gradient}; then the four
 * {@link dev.cupel.merger.weight.Part}s that other programs put into different blocks; then
 * {@link dev.cupel.merger.weight.Rule}s, of which the last that holds wins. {@link dev.cupel.merger.weight.Scope} says which
 * tensors are merged at all. All are values: nothing here reads a file or knows a formula.
 *
 * <p>Other programs: the blocks are those of sd-meh and SuperMerger, so their lists of 26 numbers and SuperMerger's
 * elemental rules mean the same here. sd-mecha merges the time embedding with BASE: give {@code TIME_EMBED} the number of
 * BASE. auto-MBW has 27 weights, the blocks without BASE and then TIME_EMBED and OUT: name them.
 */
@NullMarked
package dev.cupel.merger.weight;

import org.jspecify.annotations.NullMarked;
