package dev.cupel.evaluator.sampling;

/** Follows the mean of d at both ends of the step (Karras et al. 2022, algorithm 2); two calls a step but the last. */
final class Heun {

    private Heun() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            x = step(walk, walk.churned(x, i), walk.churnedSigma(i), walk.sigma(i + 1));
        }
        return x;
    }

    static <L extends Latents<L>> L step(Walk<L> walk, L x, double sigma, double next) {
        L d = walk.slope(x, sigma);
        L euler = x.plus(next - sigma, d);
        if (next == 0) {
            return euler;
        }
        L mean = d.plus(1, walk.slope(euler, next)).times(0.5);
        return x.plus(next - sigma, mean);
    }
}
