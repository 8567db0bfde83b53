package dev.cupel.optimizer.experiment;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.plan.Coefficients;

/**
 * One of the merges that an experiment may try.
 *
 * @param method       the formula with its settings
 * @param coefficients its alpha and beta with their weights
 */
public record Candidate(MergeMethod method, Coefficients coefficients) {}
