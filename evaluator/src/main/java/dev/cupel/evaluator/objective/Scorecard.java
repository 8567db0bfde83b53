package dev.cupel.evaluator.objective;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a model is worth: each objective on a scale with known anchors, and their weighted mean.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>y, o, b</td><td>a raw measure of one prompt and seed: of this model, the tuned model, the new base</td></tr>
 * <tr><td>E</td><td>mean over prompts of the mean over their seeds</td></tr>
 * <tr><td>s</td><td>standard deviation of o over the tuned model's pictures, at least {@value Anchors#SMALLEST_SPREAD}</td></tr>
 * <tr><td>clip</td><td>to -{@value Anchors#WINSOR} … {@value Anchors#WINSOR}</td></tr>
 * </table>
 *
 * <ul>
 * <li>fidelity = mean of E(y - b) / E(o - b) for likeness, structure and palette, where o is 1;
 * <li>new concepts = E(y - o) / E(b - o), a ratio of means, as single prompts can have nothing to gain;
 * <li>composition, anatomy = E clip((y - o) / s);
 * <li>fried = mean over the {@linkplain Traits traits} of E clip(max(0, |y - o| / s - 1))^2: a limit, without weight;
 * <li>lora = E(y) / E(o) for shift times kept: a LoRA that hardly moves the tuned model hardly counts.
 * </ul>
 *
 * <p>Standard errors take prompts as the unit (seeds of a prompt are not independent) and come from influence
 * functions: to first order a score changes by the mean of its prompts' influences, so the variance of a weighted sum
 * over objectives, or of a difference of two models on the same prompts, is a sum of squares over prompts. No random
 * numbers are drawn, and for a plain mean it is the usual standard error.
 *
 * @param scores score of each objective that could be measured
 * @param weights weight of each objective in the total, at least 0
 * @param missing objectives that the parents give but this model does not; with one of them there is no total
 */
public record Scorecard(Map<Objective, ObjectiveScore> scores, Map<Objective, Double> weights, Set<Objective> missing) {

    public Scorecard {
        scores = Collections.unmodifiableMap(copy(scores));
        weights = Collections.unmodifiableMap(copy(weights));
        missing = Set.copyOf(missing);
        weights.forEach((objective, weight) -> {
            if (objective == Objective.FRIED || !(weight >= 0) || weight.isInfinite()) {
                throw new IllegalArgumentException(
                        "weight of %s must be at least 0, and fried has none, but is %s".formatted(objective.key(),
                                weight));
            }
        });
    }

    /**
     * Folds raw measures.
     *
     * @param model measures of the model that is judged: all prompts, or some of them
     * @param tuned measures of the tuned model for all prompts: the anchors do not depend on which ones the model has drawn
     * @param newBase measures of the new base, likewise
     * @param weights weight of each objective; one that is not named has none
     */
    public static Scorecard of(List<PictureMeasures> model, List<PictureMeasures> tuned, List<PictureMeasures> newBase,
            Map<Objective, Double> weights) {
        var anchors = new Anchors(model, tuned, newBase);
        Map<Objective, ObjectiveScore> scores = new EnumMap<>(Objective.class);
        Set<Objective> missing = new LinkedHashSet<>();
        for (Objective objective : Objective.values()) {
            Optional<ObjectiveScore> score = anchors.score(objective);
            score.ifPresent(found -> scores.put(objective, found));
            if (score.isEmpty() && anchors.expects(objective)) {
                missing.add(objective);
            }
        }
        return new Scorecard(scores, weights, missing);
    }

    /** The estimate of one objective, if it could be measured. */
    public Optional<Estimate> estimate(Objective objective) {
        return Optional.ofNullable(scores.get(objective)).map(ObjectiveScore::estimate);
    }

    /** The weighted mean of the objectives; none if one with a weight is missing, or none has a weight. */
    public Optional<Estimate> total() {
        Map<Objective, Double> shares = shares();
        return shares.isEmpty() ? Optional.empty() : Optional.of(sum(scores, shares));
    }

    /** By how much this model is better than another on the same prompts and seeds; a pair has the smaller error. */
    public Optional<Estimate> totalAbove(Scorecard baseline) {
        Map<Objective, Double> shares = shares();
        if (shares.isEmpty() || !shares.equals(baseline.shares())) {
            return Optional.empty();
        }
        Map<Objective, ObjectiveScore> differences = new EnumMap<>(Objective.class);
        shares.keySet().forEach(each -> differences.put(each, scores.get(each).less(baseline.scores.get(each))));
        return Optional.of(sum(differences, shares));
    }

    /** By how much this model is better than another by one objective, if both could be measured. */
    public Optional<Estimate> above(Scorecard baseline, Objective objective) {
        ObjectiveScore here = scores.get(objective);
        ObjectiveScore there = baseline.scores.get(objective);
        return here == null || there == null ? Optional.empty() : Optional.of(here.less(there).estimate());
    }

    /** Weights of the objectives that count, with sum 1; empty if there is no total. */
    Map<Objective, Double> shares() {
        Map<Objective, Double> shares = new EnumMap<>(Objective.class);
        for (Objective objective : Objective.values()) {
            double weight = weights.getOrDefault(objective, 0.0);
            if (weight > 0 && missing.contains(objective)) {
                return Map.of();
            }
            if (weight > 0 && scores.containsKey(objective)) {
                shares.put(objective, weight);
            }
        }
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        shares.replaceAll((objective, weight) -> weight / sum);
        return shares;
    }

    private static Estimate sum(Map<Objective, ObjectiveScore> scores, Map<Objective, Double> shares) {
        double mean = 0;
        boolean single = false;
        Set<String> prompts = new LinkedHashSet<>();
        for (var share : shares.entrySet()) {
            ObjectiveScore score = scores.get(share.getKey());
            mean += share.getValue() * score.estimate().mean();
            single |= score.prompts().size() < 2;
            prompts.addAll(score.prompts().keySet());
        }
        double squares = 0;
        for (String prompt : prompts) {
            double leverage = 0;
            for (var share : shares.entrySet()) {
                leverage += share.getValue() * scores.get(share.getKey()).leverage(prompt);
            }
            squares += leverage * leverage;
        }
        return new Estimate(mean, single ? Double.POSITIVE_INFINITY : Math.sqrt(squares));
    }

    private static <T> Map<Objective, T> copy(Map<Objective, T> map) {
        Map<Objective, T> copy = new EnumMap<>(Objective.class);
        copy.putAll(map);
        return copy;
    }
}
