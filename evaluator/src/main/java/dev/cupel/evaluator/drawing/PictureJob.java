package dev.cupel.evaluator.drawing;

/**
 * One picture to draw.
 *
 * @param prompt         what it is to show, with AUTOMATIC1111's emphasis
 * @param negativePrompt what it is not to show; may be empty
 * @param seed           of its noise; with the processor's random numbers the low 32 bits count
 */
public record PictureJob(String prompt, String negativePrompt, long seed) {}
