package dev.cupel.merger.writing;

/**
 * A stretch of a tensor, and where it goes.
 *
 * @param tensor the tensor
 * @param first index of the first element
 * @param length how many elements
 * @param place where the first goes, in bytes from the start of the file
 */
record Slice(Outgoing tensor, long first, long length, long place) {}
