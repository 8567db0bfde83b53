/** To be written. */
@NullMarked
package dev.cupel.optimizer;

import org.jspecify.annotations.NullMarked;
