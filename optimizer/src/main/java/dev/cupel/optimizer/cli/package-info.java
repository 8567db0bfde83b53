/**
 * The command line.
 *
 * <p>Start with {@link dev.cupel.optimizer.cli.Cupel}, which holds {@code main} and lists the commands; each command
 * is a class of its own that reads its options and calls one thing. Errors become one or two lines on stderr and an
 * exit code here, and nowhere else.
 */
@NullMarked
package dev.cupel.optimizer.cli;

import org.jspecify.annotations.NullMarked;
