/**
 * Files of tensors, written: safetensors and torch pickles, a stretch at a time, and checkpoints converted from one to the
 * other.
 *
 * <p>Start with {@link dev.cupel.merger.writing.TensorFileWriter}, which writes a list of
 * {@link dev.cupel.merger.writing.Outgoing} tensors, and {@link dev.cupel.merger.writing.Conversion}, which makes such a
 * list of a file. The same tensors give the same bytes. Memory: one buffer, however large the file.
 */
@NullMarked
package dev.cupel.merger.writing;

import org.jspecify.annotations.NullMarked;
