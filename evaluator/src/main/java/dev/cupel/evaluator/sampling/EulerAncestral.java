package dev.cupel.evaluator.sampling;

/** Follows d further than s', and adds fresh noise up to s'. */
final class EulerAncestral {

    private EulerAncestral() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            double sigma = walk.sigma(i);
            double next = walk.sigma(i + 1);
            AncestralStep step = AncestralStep.of(sigma, next, walk.dials().eta());
            x = Euler.step(x, walk.clean(x, sigma), sigma, step.down());
            if (next > 0) {
                x = walk.renoised(x, step.up(), sigma, next);
            }
        }
        return x;
    }
}
