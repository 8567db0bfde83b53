/**
 * The journals, each one SQLite file that knows everything as soon as it is known.
 *
 * <p>Start with {@link dev.cupel.optimizer.study.Study}. Models ({@link dev.cupel.optimizer.study.Subject}: a trial, a
 * parent, a baseline) are measured batch by batch of pictures; a batch is stored in one transaction, so that a process
 * that is killed loses at most the batch it was drawing. A {@link dev.cupel.optimizer.study.Ledger} is the same for a search that
 * another program drives: what was asked and what was told. What the numbers mean is not known here.
 */
@NullMarked
package dev.cupel.optimizer.study;

import org.jspecify.annotations.NullMarked;
