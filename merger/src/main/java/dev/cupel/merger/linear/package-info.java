/**
 * Dense linear algebra on matrices of a few thousand rows: what merge methods and LoRAs need of it, in float64.
 *
 * <p>Start with {@link dev.cupel.merger.linear.Matrix} and {@link dev.cupel.merger.linear.Svd}; {@link
 * dev.cupel.merger.linear.Rotation} and {@link dev.cupel.merger.linear.Turn} turn a part of the way. Everything runs on the calling
 * thread and sums in a fixed order, so that the same input gives the same bits. Nothing here knows of models or files.
 */
@NullMarked
package dev.cupel.merger.linear;

import org.jspecify.annotations.NullMarked;
