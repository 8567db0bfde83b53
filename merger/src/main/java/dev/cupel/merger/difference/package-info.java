/**
 * How far apart two checkpoints are, block by block and kind of layer by kind of layer.
 *
 * <p>Start with {@link dev.cupel.merger.difference.Difference}. Tensors are read in stretches, some at a time, and sums have a
 * fixed order: the same files give the same bits, whatever the number of threads.
 */
@NullMarked
package dev.cupel.merger.difference;

import org.jspecify.annotations.NullMarked;
