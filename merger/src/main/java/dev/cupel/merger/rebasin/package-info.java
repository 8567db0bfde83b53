/**
 * Re-basin: brings the units of one model into the order of another's, without a change of what it computes.
 *
 * <p>Start with {@link dev.cupel.merger.rebasin.Rebasin}, which matches the units of two checkpoints, and
 * {@link dev.cupel.merger.rebasin.Alignment}, the permutations that it finds, which can be laid over any tensor of the
 * model. The names and shapes of a checkpoint give the {@link dev.cupel.merger.rebasin.Symmetry symmetries} of its
 * networks; each is matched in turn by an exact linear assignment until none changes (Ainsworth, Hayase and Srinivasa,
 * Git Re-Basin: Merging Models modulo Permutation Symmetries, ICLR 2023, algorithm 1). Nothing here merges.
 */
@NullMarked
package dev.cupel.merger.rebasin;

import org.jspecify.annotations.NullMarked;
