/** To be written. */
@NullMarked
package dev.cupel.evaluator;

import org.jspecify.annotations.NullMarked;
