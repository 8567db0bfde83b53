/**
 * Minimises a smooth function of many variables inside a box.
 *
 * <p>Start with {@link dev.cupel.optimizer.descent.Descent}: it takes a
 * {@link dev.cupel.optimizer.descent.Differentiable}, a start and a {@link dev.cupel.optimizer.descent.Box}.
 * The fit of the model and the search for the best next point both use it. It finds the minimum of the valley
 * that it starts in, not the lowest of all.
 */
@NullMarked
package dev.cupel.optimizer.descent;

import org.jspecify.annotations.NullMarked;
