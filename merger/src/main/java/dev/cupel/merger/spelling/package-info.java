/**
 * Guesses what a misspelt word was to be, for messages about names and keys. Start with
 * {@link dev.cupel.merger.spelling.Spelling}.
 */
@NullMarked
package dev.cupel.merger.spelling;

import org.jspecify.annotations.NullMarked;
