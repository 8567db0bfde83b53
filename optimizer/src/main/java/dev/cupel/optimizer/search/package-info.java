/**
 * The search: asks what to try next, and is told how good it was.
 *
 * <p>Start with {@link dev.cupel.optimizer.search.Search}. {@code ask} gives a
 * {@link dev.cupel.optimizer.search.Proposal}; {@code tell} takes its value (higher is better); {@code recommend} names
 * the best. First come the points that the caller enqueued, then scrambled Sobol points, then those that a model finds
 * most promising. What is asked next is a function of the settings and of what was told, so a search that is told an
 * old history goes on as if it had never stopped. The search never learns what a value measures, and evaluates nothing.
 */
@NullMarked
package dev.cupel.optimizer.search;

import org.jspecify.annotations.NullMarked;
