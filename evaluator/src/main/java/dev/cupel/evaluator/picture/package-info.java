/**
 * Pictures of 8 bits per colour: what is drawn and what is scored.
 *
 * <p>Start with {@link dev.cupel.evaluator.picture.Picture}. {@link dev.cupel.evaluator.picture.Resampling} resizes as the Pillow
 * library does, {@link dev.cupel.evaluator.picture.Framing} brings pictures to other proportions, and
 * {@link dev.cupel.evaluator.picture.Tiles} shows large ones to a network part by part. Files are not known here (package {@code prompt}).
 */
@NullMarked
package dev.cupel.evaluator.picture;

import org.jspecify.annotations.NullMarked;
