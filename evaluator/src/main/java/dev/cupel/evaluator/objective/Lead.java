package dev.cupel.evaluator.objective;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * By how much a model that has drawn some of the prompts will be ahead of one that has drawn all of them, once it has drawn all too.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>o, w</td><td>an objective, and its share in the total</td></tr>
 * <tr><td>N, n</td><td>how many prompts count for o, and how many of these are drawn</td></tr>
 * <tr><td>d</td><td>difference of the two models' values of o on one prompt</td></tr>
 * <tr><td>m, s</td><td>mean and standard deviation of d over the prompts that are drawn</td></tr>
 * </table>
 *
 * <p>The lead is the sum of w m: how hard prompts are is common to both models and cancels. Its variance is the sum over
 * prompts of (sum over o of w (d - m) sqrt((1 - n/N) / (n (n - 1))))^2. What is estimated is the lead on these N prompts and
 * no others, so the factor 1 - n/N: with all prompts drawn nothing is left to guess. Degrees of freedom by Welch and
 * Satterthwaite: (sum of v)^2 / sum of v^2 / (n - 1), where v = w^2 s^2 (1 - n/N) / n.
 *
 * @param mean above 0 if the model is ahead
 * @param standardError of the mean, for the prompts that are not drawn yet
 * @param freedom degrees of freedom of the standard error, at least 1
 */
public record Lead(double mean, double standardError, double freedom) {

    /**
     * The lead of one model over another.
     *
     * @param part  the model that has drawn some prompts
     * @param whole the model that has drawn all, with the same weights
     * @return empty if an objective of the total has fewer than two prompts in the part, so that nothing is known of its spread
     */
    public static Optional<Lead> of(Scorecard part, Scorecard whole) {
        Map<Objective, Double> shares = whole.shares();
        return shares.isEmpty() || !shares.equals(part.shares()) ? Optional.empty() : of(part, whole, shares);
    }

    /**
     * The lead by one objective alone, in its unit.
     *
     * @return empty if one of the models was not measured by it, or the part on fewer than two prompts
     */
    public static Optional<Lead> of(Scorecard part, Scorecard whole, Objective objective) {
        return part.scores().containsKey(objective) && whole.scores().containsKey(objective)
                ? of(part, whole, Map.of(objective, 1.0))
                : Optional.empty();
    }

    /**
     * What the part would have as a whole.
     *
     * @param whole what the model has that is led over
     */
    public Estimate over(Estimate whole) {
        return new Estimate(whole.mean() + mean, standardError);
    }

    private static Optional<Lead> of(Scorecard part, Scorecard whole, Map<Objective, Double> shares) {
        Sums sums = new Sums();
        for (var share : shares.entrySet()) {
            var drawn = part.scores().get(share.getKey()).prompts();
            var all = whole.scores().get(share.getKey()).prompts();
            if (drawn.size() < Math.min(2, all.size())) {
                return Optional.empty();
            }
            sums.add(share.getValue(), drawn, all);
        }
        return Optional.of(sums.lead());
    }

    private static final class Sums {

        private final Map<String, Double> leverages = new HashMap<>();
        private double mean;
        private double variances;
        private double squares;

        void add(double share, SequencedMap<String, ObjectiveScore.PromptScore> drawn,
                SequencedMap<String, ObjectiveScore.PromptScore> all) {
            double n = drawn.size();
            double difference = drawn.entrySet().stream()
                    .mapToDouble(entry -> entry.getValue().value() - all.get(entry.getKey()).value()).sum() / n;
            mean += share * difference;
            if (n == all.size()) {
                return;
            }
            double factor = share * Math.sqrt((1 - n / all.size()) / (n * (n - 1)));
            double variance = 0;
            for (var entry : drawn.entrySet()) {
                double leverage = factor
                        * (entry.getValue().value() - all.get(entry.getKey()).value() - difference);
                leverages.merge(entry.getKey(), leverage, Double::sum);
                variance += leverage * leverage;
            }
            variances += variance;
            squares += variance * variance / (n - 1);
        }

        Lead lead() {
            double variance = leverages.keySet().stream().sorted().mapToDouble(leverages::get).map(each -> each * each)
                    .sum();
            return new Lead(mean, Math.sqrt(variance), squares > 0 ? variances * variances / squares : 1);
        }
    }
}
