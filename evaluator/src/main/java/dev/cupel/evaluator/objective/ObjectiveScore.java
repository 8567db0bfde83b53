package dev.cupel.evaluator.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What a model is worth by one objective.
 *
 * @param prompts value and influence of each prompt by its id, at least one, in the suite's order
 */
public record ObjectiveScore(SequencedMap<String, PromptScore> prompts) {

    /**
     * One prompt's part in a score.
     *
     * @param value mean over the prompt's seeds, on the objective's scale; the mean over prompts is the score
     * @param influence how far the score lies above what it would be without this prompt's oddity, times the number of
     *     prompts (the influence function); sums to 0. It is not value less mean where a score is a ratio of means
     */
    public record PromptScore(double value, double influence) {}

    public ObjectiveScore {
        prompts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(prompts));
    }

    /** The score: mean over prompts, standard error with prompts as the unit. */
    public Estimate estimate() {
        double mean = prompts.values().stream().mapToDouble(PromptScore::value).sum() / prompts.size();
        double squares = prompts.keySet().stream().mapToDouble(id -> Math.pow(leverage(id), 2)).sum();
        return new Estimate(mean, prompts.size() > 1 ? Math.sqrt(squares) : Double.POSITIVE_INFINITY);
    }

    /** This prompt's term of the score's variance, before squaring: influence / n, widened by n / (n - 1) in squares. */
    double leverage(String prompt) {
        PromptScore score = prompts.get(prompt);
        double n = prompts.size();
        return score == null || n < 2 ? 0 : score.influence() / Math.sqrt(n * (n - 1));
    }

    /** The difference to another score of the same prompts: values and influences subtract. */
    ObjectiveScore less(ObjectiveScore baseline) {
        if (!prompts.keySet().equals(baseline.prompts.keySet())) {
            throw new IllegalArgumentException("scores of different prompts cannot be paired: %s and %s"
                    .formatted(prompts.keySet(), baseline.prompts.keySet()));
        }
        var differences = new LinkedHashMap<String, PromptScore>();
        prompts.forEach((id, score) -> {
            PromptScore other = baseline.prompts.get(id);
            differences.put(id, new PromptScore(score.value - other.value, score.influence - other.influence));
        });
        return new ObjectiveScore(differences);
    }
}
