package dev.cupel.evaluator.sampling;

/**
 * What a sampler is a function of.
 *
 * <pre>
 * symbol    meaning
 * x         latents: clean ones plus noise of level s
 * s, s'     noise level before and after a step
 * D         what the denoiser makes of x
 * d         (x - D) / s, the direction in which noise grows; also the noise that a network predicts
 * t         -ln s: the time in which the solvers of the DPM family are linear
 * </pre>
 *
 * @param denoiser asked once or more a step
 * @param start    x at the first level
 * @param sigmas   at least two falling levels, of which only the last may be 0
 * @param noise    for the samplers that put in fresh noise
 * @param dials    how much of it
 */
record Walk<L extends Latents<L>>(Denoiser<L> denoiser, L start, double[] sigmas, NoiseSource<L> noise,
        Stochasticity dials) {

    int steps() {
        return sigmas.length - 1;
    }

    double sigma(int i) {
        return sigmas[i];
    }

    /** D. */
    L clean(L x, double sigma) {
        return denoiser.denoise(x, sigma);
    }

    /** d, asking the denoiser. */
    L slope(L x, double sigma) {
        return slope(x, clean(x, sigma), sigma);
    }

    static <L extends Latents<L>> L slope(L x, L clean, double sigma) {
        return x.minus(clean).over(sigma);
    }

    /** Adds fresh noise of a level, for a step from one level to another. */
    L renoised(L x, double level, double from, double to) {
        return x.plus(dials.noise() * level, noise.between(from, to));
    }

    /** Raises the noise before step i to another level, s (1 + gamma) (Karras et al. 2022, algorithm 2). */
    L churned(L x, int i) {
        if (dials.churn() == 0) {
            return x;
        }
        double from = churnedSigma(i);
        // drawn at each step, needed or not: so do the programs whose seeds these are
        L fresh = noise.between(from, sigma(i));
        return from == sigma(i) ? x : x.plus(dials.noise() * Math.sqrt(from * from - sigma(i) * sigma(i)), fresh);
    }

    /** The noise level after {@link #churned}. */
    double churnedSigma(int i) {
        return sigma(i) * (1 + dials.growth(sigma(i), steps()));
    }
}
