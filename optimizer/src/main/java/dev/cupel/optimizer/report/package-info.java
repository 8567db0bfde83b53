/**
 * One HTML file that shows what a search found and whether to believe it.
 *
 * <p>Start with {@link dev.cupel.optimizer.report.Report}, everything that the page says, as records, and
 * {@link dev.cupel.optimizer.report.HtmlReport}, which turns it into text. Data flows one way: a {@code Report}
 * goes into one {@code …Section} per chapter, each returns HTML in which every text from outside is escaped, and
 * {@code Page} puts the chapters, the style, the scripts and the chart library into {@code page.html}.
 *
 * <p>The page opens without a network and says so to the browser in its content security policy. The same
 * {@code Report} gives the same characters.
 *
 * <p>Nothing here measures, chooses or computes a score: means, intervals and differences arrive as they are
 * shown. Nothing here knows of the study's database, of models or of the search.
 */
@NullMarked
package dev.cupel.optimizer.report;

import org.jspecify.annotations.NullMarked;
