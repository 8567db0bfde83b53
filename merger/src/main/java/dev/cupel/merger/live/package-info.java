/**
 * Model weights in native memory, as the evaluator reads them.
 *
 * <p>Start with {@link dev.cupel.merger.live.Weights}, what every network reads from, and
 * {@code LiveWeights}, which a recipe is applied to. Data flows from checkpoints through a merge method into
 * float32 memory that a tensor library can view without a copy. Nothing here knows of pictures or devices.
 */
@NullMarked
package dev.cupel.merger.live;

import org.jspecify.annotations.NullMarked;
