package dev.cupel.evaluator.drawing;

/** Which of a drawing's passes it is. */
public enum DrawingPass {
    /** From noise or a picture. */
    FIRST,
    /** Over the enlarged picture. */
    SECOND
}
