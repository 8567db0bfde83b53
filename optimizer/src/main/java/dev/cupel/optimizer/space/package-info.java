/**
 * What is searched: named axes, which of their points count, and the map between their values and the unit cube.
 *
 * <p>Start with {@link dev.cupel.optimizer.space.Space} and {@link dev.cupel.optimizer.space.Axis}. Everything
 * that chooses points works on the unit cube [0, 1]^D; only {@code Space} knows the units of the axes.
 * {@link dev.cupel.optimizer.space.Sobol} fills the cube evenly; {@link dev.cupel.optimizer.space.Encoding} turns
 * points into features for a model. A value that is fixed is no axis, and several names that move together are one axis:
 * the caller spreads its value.
 */
@NullMarked
package dev.cupel.optimizer.space;

import org.jspecify.annotations.NullMarked;
