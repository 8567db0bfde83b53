package dev.cupel.merger.lora;

/**
 * The size of a difference, as a matrix.
 *
 * @param rows outputs
 * @param columns inputs times the size of the kernel
 */
record Size(long rows, long columns) {}
