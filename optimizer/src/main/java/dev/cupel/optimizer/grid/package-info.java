/**
 * Pictures side by side: what changes along each axis, and the sheet and the page that show it.
 *
 * <p>Start with {@link dev.cupel.optimizer.grid.Grid}, which turns axes and a {@link dev.cupel.optimizer.grid.Sketch} into cells, each with what is to be
 * drawn. Once they are drawn, {@link dev.cupel.optimizer.grid.GridSheet} puts them on one labelled picture and {@link dev.cupel.optimizer.grid.GridPage} on a page.
 *
 * <p>Not here: models and drawing.
 */
@NullMarked
package dev.cupel.optimizer.grid;

import org.jspecify.annotations.NullMarked;
