package dev.cupel.evaluator.sampling;

/**
 * The last part of a sampler's way, which begins at a picture with noise in it rather than at noise:
 * {@code picture * latents + noise * n} with n of unit variance.
 *
 * @param sigmas  noise levels, as {@link Sampler#sample} takes them
 * @param picture factor of the clean latents
 * @param noise   factor of the noise
 */
public record PartialWay(float[] sigmas, float picture, float noise) {

    public PartialWay {
        sigmas = sigmas.clone();
    }

    @Override
    public float[] sigmas() {
        return sigmas.clone();
    }

    /** Noise of the first level. */
    static PartialWay of(float[] sigmas) {
        return new PartialWay(sigmas, 1, sigmas[0]);
    }

    /**
     * Latents of unit variance with noise of one level, taken for latents of the way's first level, as the web UI does for the
     * samplers that are written for such latents: its noise is one step ahead of its model.
     *
     * @param level of the noise
     */
    static PartialWay of(float[] sigmas, float level) {
        double picture = Math.sqrt((1 + (double) sigmas[0] * sigmas[0]) / (1 + (double) level * level));
        return new PartialWay(sigmas, (float) picture, (float) (picture * level));
    }
}
