/**
 * The search: asks what to try next, and is told how good it was.
 *
 * <p>Start with {@link dev.cupel.optimizer.search.Searcher}. {@code ask} gives a
 * {@link dev.cupel.optimizer.search.Proposal}; {@code tell} takes its {@link dev.cupel.optimizer.search.Outcome} (higher is
 * better); {@code recommend} names the best. {@link dev.cupel.optimizer.search.Search} is the Bayesian one: first come the
 * points that the caller enqueued, then scrambled Sobol points, then those that a model finds most promising; the
 * others draw their points by a simpler rule. What is asked next is a function of the settings and of what was told, so a search
 * that is told an old history goes on as if it had never stopped. The search never learns what a value measures, and
 * evaluates nothing.
 */
@NullMarked
package dev.cupel.optimizer.search;

import org.jspecify.annotations.NullMarked;
