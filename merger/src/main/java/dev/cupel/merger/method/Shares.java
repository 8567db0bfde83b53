package dev.cupel.merger.method;

import java.util.Arrays;
import java.util.List;

/** The factors of several models that a setting gives. */
final class Shares {

    private Shares() {}

    /**
     * One factor for each model.
     *
     * @param given as many, or none for 1 each
     * @throws MergeException if there are more or fewer
     */
    static double[] of(List<Double> given, int models, String method) {
        if (!given.isEmpty() && given.size() != models) {
            throw new MergeException(
                    "the setting weights of %s must have a number for each of the %d models, but is %s."
                            .formatted(method, models, given),
                    "Maybe leave it out for 1 each; they are those of new_base, tuned, model_1 and so on, without old_base.");
        }
        double[] shares = new double[models];
        Arrays.setAll(shares, m -> given.isEmpty() ? 1 : given.get(m));
        return shares;
    }
}
