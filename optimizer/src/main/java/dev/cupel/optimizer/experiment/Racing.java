package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Lead;
import java.util.List;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * When a trial is stopped before all of its pictures are drawn: when it is hopeless to catch up with the best trial so far.
 *
 * <p>After each rung the lead over that trial on the same prompts is tested by Student's t, one-sided. A test that is repeated
 * errs more often than it says, so each has its part of the level (Bonferroni; the bounds of Pocock would gain 5 % of a
 * standard error, and are for normal distributions and equal steps).
 *
 * @param rungs the shares of the prompts after which a trial is tested, rising, within 0 and 1; none if no trial is stopped
 * @param level how often a trial as good as the best may be stopped, over all rungs
 */
public record Racing(List<Double> rungs, double level) {

    /** All trials draw all pictures. */
    static final Racing OFF = new Racing(List.of(), 0.1);

    /** Copies the list. */
    public Racing {
        rungs = List.copyOf(rungs);
        for (int i = 0; i < rungs.size(); i++) {
            if (!(rungs.get(i) > (i == 0 ? 0 : rungs.get(i - 1)) && rungs.get(i) < 1)) {
                throw new IllegalArgumentException("""
                        rungs must be shares of the prompts that rise within 0 and 1, but they are %s.
                        Write [0.25, 0.5].""".formatted(rungs));
            }
        }
    }

    /** Whether the chance of such a lead would be too small if the trial were as good as the one that it is compared with. */
    boolean hopeless(Lead lead) {
        return lead.mean() < 0 && chance(lead) < level / rungs.size();
    }

    /** P(T &lt; t) for a t below 0, from the incomplete beta function. */
    private static double chance(Lead lead) {
        double square = Math.pow(lead.mean() / lead.standardError(), 2);
        return RegularizedBeta.value(lead.freedom() / (lead.freedom() + square), lead.freedom() / 2, 0.5) / 2;
    }
}
