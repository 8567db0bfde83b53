package dev.cupel.optimizer.gp;

/**
 * How much of a function is a sum of functions of one axis each.
 *
 * @param share w, of the function's variance: 0 where nothing is, and below 1
 * @param fineness c, by how much the length-scales of that part are shorter than those of the rest
 */
public record Additive(double share, double fineness) {
    /** No part of it. */
    static final Additive NONE = new Additive(0, 1);
}
