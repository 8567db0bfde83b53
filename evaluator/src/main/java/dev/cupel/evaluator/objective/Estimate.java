package dev.cupel.evaluator.objective;

/**
 * A mean and how sure it is.
 *
 * @param mean the mean over prompts
 * @param standardError its standard deviation if other prompts of the same kind were drawn; infinite with one prompt
 */
public record Estimate(double mean, double standardError) {

    public Estimate {
        if (!Double.isFinite(mean) || !(standardError >= 0)) {
            throw new IllegalArgumentException(
                    "an estimate must be a finite mean with a standard error of at least 0, but is %s ± %s"
                            .formatted(mean, standardError));
        }
    }
}
