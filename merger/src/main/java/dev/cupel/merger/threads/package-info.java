/**
 * Work shared out among threads: numbered tasks with {@link dev.cupel.merger.threads.Workers}, and what another thread is still
 * computing with {@link dev.cupel.merger.threads.Awaited}. Nothing here knows what the work is.
 */
@NullMarked
package dev.cupel.merger.threads;

import org.jspecify.annotations.NullMarked;
