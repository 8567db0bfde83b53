/**
 * Pictures of 8 bits per colour: what is drawn and what is scored.
 *
 * <p>Start with {@link dev.cupel.evaluator.picture.Picture}. {@link dev.cupel.evaluator.picture.Resampling} resizes as the
 * usual preprocessing of vision networks does. Files are not known here (package {@code prompt} writes PNG).
 */
@NullMarked
package dev.cupel.evaluator.picture;

import org.jspecify.annotations.NullMarked;
