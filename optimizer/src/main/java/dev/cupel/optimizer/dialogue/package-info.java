/**
 * The search as a conversation of JSON lines with another program, which may be anything that can be given settings and gives
 * back a number.
 *
 * <p>Start with {@link dev.cupel.optimizer.dialogue.Dialogue}, which also describes the lines. A line becomes a
 * {@code Message}; {@code Settings} turns the values of axes into JSON and back; every ask and tell is in the
 * {@link dev.cupel.optimizer.study.Ledger}, if there is one, before the next line is printed. What is proposed is decided in
 * {@link dev.cupel.optimizer.search}.
 */
@NullMarked
package dev.cupel.optimizer.dialogue;

import org.jspecify.annotations.NullMarked;
