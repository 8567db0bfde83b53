/**
 * Kernels that merge methods share: order ({@link dev.cupel.merger.numeric.Order}, {@link
 * dev.cupel.merger.numeric.Magnitudes}), lengths and angles ({@link dev.cupel.merger.numeric.Span}), Fourier transforms ({@link
 * dev.cupel.merger.numeric.Fourier}, {@link dev.cupel.merger.numeric.RealFilter}, {@link
 * dev.cupel.merger.numeric.RadialFilter}), filters over neighbours ({@link
 * dev.cupel.merger.numeric.MedianFilter}, {@link dev.cupel.merger.numeric.GaussianFilter}) and random numbers ({@link
 * dev.cupel.merger.numeric.RandomNumbers}).
 *
 * <p>They are made for tensors of up to some ten million values, work on one thread, and give the same bits every time: callers
 * share work out by tensors. Nothing here knows what the numbers mean.
 */
@NullMarked
package dev.cupel.merger.numeric;

import org.jspecify.annotations.NullMarked;
