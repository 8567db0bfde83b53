/**
 * Files of tensors: safetensors and torch pickles, and the Stable Diffusion 1.x checkpoints in them.
 *
 * <p>Start with {@link dev.cupel.merger.checkpoint.TensorFile}, which reads any tensor file, and
 * {@link dev.cupel.merger.checkpoint.Checkpoint}, which gives one kind of it the names of the Stable Diffusion 1.x
 * layout. Data flows from a memory-mapped file into {@link dev.cupel.merger.checkpoint.Tensor}s, which are views of the
 * mapping and are widened to float32 by whoever reads them. A pickle is interpreted, never run: no class that a file
 * names is looked up. Nothing here merges or writes.
 */
@NullMarked
package dev.cupel.merger.checkpoint;

import org.jspecify.annotations.NullMarked;
