package dev.cupel.evaluator.drawing;

/**
 * A picture.
 *
 * @param width pixels of a row
 * @param height rows
 * @param rgb row by row, three bytes a pixel: red, green, blue
 */
public record Picture(int width, int height, byte[] rgb) {}
