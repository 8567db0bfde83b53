package dev.cupel.evaluator.sampling;

/**
 * How much fresh noise a sampler puts in.
 *
 * @param eta   of samplers that take away more noise than the step asks for and add it anew: 0 none, 1 as trained
 * @param churn of Euler, Heun and DPM2: noise added over all steps (Karras et al. 2022, S_churn), at least 0
 * @param tmin  smallest noise level at which there is churn
 * @param tmax  largest noise level at which there is churn; may be infinite
 * @param noise factor of all fresh noise, 1 as trained
 */
public record Stochasticity(double eta, double churn, double tmin, double tmax, double noise) {

    /** Largest growth of the noise level by churn in one step. */
    private static final double LARGEST_CHURN = Math.sqrt(2) - 1;

    public Stochasticity {
        check(eta >= 0 && eta <= 10, "eta", "be 0 to 10", eta, "0 adds no noise, 1 is usual for ancestral samplers.");
        check(churn >= 0 && churn <= 100, "churn", "be 0 to 100", churn, "0 is usual.");
        check(tmin >= 0 && tmin <= tmax, "tmin", "be at least 0 and not above tmax", tmin, "0 is usual.");
        check(noise >= 0 && noise <= 10, "noise", "be 0 to 10", noise, "1 is usual.");
    }

    private static void check(boolean holds, String name, String rule, double value, String advice) {
        if (!holds) {
            throw new SamplingException("%s: must %s, but is %s.\nMaybe leave it out: %s".formatted(name, rule, value,
                    advice));
        }
    }

    /** Nothing but eta. */
    public static Stochasticity of(double eta) {
        return new Stochasticity(eta, 0, 0, Double.POSITIVE_INFINITY, 1);
    }

    /** By which share the noise level grows before a step. */
    double growth(double sigma, int steps) {
        return sigma >= tmin && sigma <= tmax ? Math.min(churn / steps, LARGEST_CHURN) : 0;
    }
}
