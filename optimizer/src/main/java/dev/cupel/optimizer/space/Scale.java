package dev.cupel.optimizer.space;

/** How the values of an axis are spaced over the unit interval. */
public enum Scale {
    /** Equal steps are equal differences. */
    LINEAR,
    /** Equal steps are equal ratios; both ends must be positive. */
    LOG
}
