package dev.cupel.evaluator.sampling;

/** Follows d of the middle of the step, in ln s (DPM-Solver-2, Lu et al. 2022, as a midpoint rule). */
final class Dpm2 {

    private Dpm2() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            x = step(walk, walk.churned(x, i), walk.churnedSigma(i), walk.sigma(i + 1));
        }
        return x;
    }

    static <L extends Latents<L>> L sampleAncestral(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            double sigma = walk.sigma(i);
            double next = walk.sigma(i + 1);
            AncestralStep part = AncestralStep.of(sigma, next, walk.dials().eta());
            x = step(walk, x, sigma, part.down());
            if (next > 0) {
                x = walk.renoised(x, part.up(), sigma, next);
            }
        }
        return x;
    }

    private static <L extends Latents<L>> L step(Walk<L> walk, L x, double sigma, double next) {
        L d = walk.slope(x, sigma);
        if (next == 0) {
            return x.plus(next - sigma, d);
        }
        double middle = Math.sqrt(sigma * next);
        return x.plus(next - sigma, walk.slope(x.plus(middle - sigma, d), middle));
    }
}
