package dev.cupel.evaluator.sampling;

/** Follows d to s' (Karras et al. 2022, algorithm 2 without its second half). */
final class Euler {

    private Euler() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            double sigma = walk.churnedSigma(i);
            x = walk.churned(x, i);
            x = step(x, walk.clean(x, sigma), sigma, walk.sigma(i + 1));
        }
        return x;
    }

    /** One step, the denoiser having been asked. */
    static <L extends Latents<L>> L step(L x, L clean, double from, double to) {
        return x.plus(to - from, Walk.slope(x, clean, from));
    }
}
