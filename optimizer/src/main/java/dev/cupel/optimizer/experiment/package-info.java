/**
 * The experiment: what a person asks for in one YAML file, and the loop that answers it.
 *
 * <p>Start with {@link dev.cupel.optimizer.experiment.Experiment}, the file as a tree of records, and
 * {@link dev.cupel.optimizer.experiment.ExperimentRun}, the loop. Data flows from the file through
 * {@link dev.cupel.optimizer.experiment.MergeSpace} (which axes there are) to recipes, and from scores into the study.
 * How points are proposed, pictures drawn and results shown is decided elsewhere.
 */
@NullMarked
package dev.cupel.optimizer.experiment;

import org.jspecify.annotations.NullMarked;
