/**
 * A Gaussian process on the unit cube: what is believed of a noisy function after n evaluations.
 *
 * <p>Start with {@link dev.cupel.optimizer.gp.Surrogate}: it takes {@link dev.cupel.optimizer.gp.Observations} in
 * the unit of the objective, standardises them ({@code OutputTransform}), finds the most probable
 * {@link dev.cupel.optimizer.gp.Hyperparameters} of the most probable {@code Shape} ({@code Evidence}, descended by
 * {@code HyperparameterFit}), and holds the {@link dev.cupel.optimizer.gp.GaussianProcess} that predicts. What two places have in
 * common is {@code Covariance}'s. All linear algebra passes through {@code Factor}.
 * Higher values are better everywhere. Nothing here chooses points: that is the acquisition's.
 */
@NullMarked
package dev.cupel.optimizer.gp;

import org.jspecify.annotations.NullMarked;
