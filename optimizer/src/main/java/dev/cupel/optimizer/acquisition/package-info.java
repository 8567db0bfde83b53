/**
 * Chooses the most promising point of what is believed.
 *
 * <p>Start with {@link dev.cupel.optimizer.acquisition.Acquisition}: from {@link dev.cupel.optimizer.acquisition.Surrogates},
 * models of all objectives and of measures with limits, it makes an aim: {@code HighestValue} for one objective, {@code LargestFront}
 * for several. An aim is a {@link dev.cupel.optimizer.acquisition.Merit} that adds up: the logarithm of the expected
 * improvement ({@code LogExpectedImprovement}, {@code HypervolumeImprovement}) and of the probability that limits hold
 * ({@code Feasibility}). Many candidates are scored by it, and the best are climbed from. Nothing here keeps state or evaluates
 * an objective.
 */
@NullMarked
package dev.cupel.optimizer.acquisition;

import org.jspecify.annotations.NullMarked;
