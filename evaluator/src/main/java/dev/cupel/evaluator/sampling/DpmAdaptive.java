package dev.cupel.evaluator.sampling;

/**
 * DPM-Solver-12 and -23 (Lu et al. 2022, appendix C): steps as long as two orders agree. Of the levels only the ends
 * count. One picture's steps must not hang on another's: sample them one by one.
 */
final class DpmAdaptive {

    private static final double FIRST_STEP = 0.05;
    private static final double RELATIVE = 0.05;
    /** One and a half grey levels of 255, latents being about as large as pictures in [-1, 1]. */
    private static final double ABSOLUTE = 0.0078;
    private static final double SAFETY = 0.81;
    /** Not to divide by an error of 0. */
    private static final double TINY = 1e-8;
    private static final double CLOSE = 1e-5;
    /** Steps are taken at this length whatever the error: a broken model must not keep the sampler for ever. */
    private static final double SHORTEST = 1e-4;

    private DpmAdaptive() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        return sample(walk, 3);
    }

    /** @param order of the higher of both solutions, 2 or 3 */
    static <L extends Latents<L>> L sample(Walk<L> walk, int order) {
        double eta = walk.dials().eta();
        double end = DpmPlusPlus.time(walk.sigma(walk.steps()));
        double t = DpmPlusPlus.time(walk.sigma(0));
        double h = FIRST_STEP;
        L x = walk.start();
        L before = x;
        while (t < end - CLOSE) {
            double next = Math.min(end, t + h);
            DpmFast.EtaPart part = DpmFast.EtaPart.of(t, next, end, eta);
            DpmSolver<L> solver = new DpmSolver<>(walk, x, t, part.end());
            L low = order == 3 ? solver.secondWithinThird() : solver.step(1);
            L high = solver.step(order);
            double growth = growth(low.distance(high, before, ABSOLUTE, RELATIVE), eta == 0 ? order : 1.5);
            if (!(growth < SAFETY) || h < SHORTEST) { // NaN is let through: whoever looks at the picture reports it
                before = low;
                x = walk.renoised(high, part.up(), DpmSolver.sigma(t), DpmSolver.sigma(next));
                t = next;
            }
            h *= growth;
        }
        return x;
    }

    private static double growth(double error, double order) {
        return 1 + Math.atan(Math.pow(1 / (error + TINY), 1 / order) - 1);
    }
}
