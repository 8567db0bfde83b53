/**
 * Kernels that merge methods share: order ({@link dev.cupel.merger.numeric.Order}) and Fourier transforms ({@link
 * dev.cupel.merger.numeric.Fourier}).
 *
 * <p>They are made for tensors of up to some ten million values, work on one thread, and give the same bits every time: callers
 * share work out by tensors. Nothing here knows what the numbers mean.
 */
@NullMarked
package dev.cupel.merger.numeric;

import org.jspecify.annotations.NullMarked;
