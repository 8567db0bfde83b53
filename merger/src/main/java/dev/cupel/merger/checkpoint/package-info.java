/**
 * Files of tensors: safetensors, torch pickles and folders of diffusers, and the Stable Diffusion checkpoints in them.
 *
 * <p>Start with {@link dev.cupel.merger.checkpoint.TensorFile}, which reads any tensor file, and
 * {@link dev.cupel.merger.checkpoint.Checkpoint}, which gives one kind of it the names of the original layout of its
 * {@link dev.cupel.merger.checkpoint.Architecture}. Data flows from a memory-mapped file into {@link dev.cupel.merger.checkpoint.Tensor}s, which are views of the
 * mapping and are widened to float32 by whoever reads them. A pickle is interpreted, never run: no class that a file
 * names is looked up. Nothing here merges or writes.
 */
@NullMarked
package dev.cupel.merger.checkpoint;

import org.jspecify.annotations.NullMarked;
