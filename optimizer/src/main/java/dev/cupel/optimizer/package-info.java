/**
 * What to try next, and the experiment around it.
 *
 * <p>Start with {@link dev.cupel.optimizer.experiment.ExperimentRun}, the loop. The search itself (packages {@code space},
 * {@code descent}, {@code gp}, {@code acquisition}, {@code search}) knows nothing of models or pictures; {@code study} keeps what
 * was measured; {@code report} shows it; {@code cli} is the command line. This package holds nothing else.
 */
@NullMarked
package dev.cupel.optimizer;

import org.jspecify.annotations.NullMarked;
