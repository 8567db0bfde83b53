/**
 * Chooses the most promising point of a model.
 *
 * <p>Start with {@link dev.cupel.optimizer.acquisition.Acquisition}: from a
 * {@link dev.cupel.optimizer.gp.GaussianProcess} it takes the incumbent (the evaluated point of the highest expected value),
 * lays a {@link dev.cupel.optimizer.acquisition.TrustRegion} around it, scores many candidates by the logarithm of their
 * expected improvement ({@code LogExpectedImprovement}), and descends from the best. Nothing here keeps state or
 * evaluates an objective.
 */
@NullMarked
package dev.cupel.optimizer.acquisition;

import org.jspecify.annotations.NullMarked;
