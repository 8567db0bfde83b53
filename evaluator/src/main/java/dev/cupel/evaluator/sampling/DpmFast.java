package dev.cupel.evaluator.sampling;

/**
 * DPM-Solver-fast (Lu et al. 2022, algorithm in appendix D): as many calls as steps, in third-order steps evenly spaced
 * in t, and a lower order for the rest of the calls. Of the levels only the ends and the number count.
 */
final class DpmFast {

    private DpmFast() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        int calls = walk.steps();
        int parts = calls / 3 + 1;
        double start = DpmPlusPlus.time(walk.sigma(0));
        double end = DpmPlusPlus.time(walk.sigma(calls));
        L x = walk.start();
        for (int i = 0; i < parts; i++) {
            double t = start + (end - start) * i / parts;
            double next = i == parts - 1 ? end : start + (end - start) * (i + 1) / parts;
            EtaPart part = EtaPart.of(t, next, end, walk.dials().eta());
            x = new DpmSolver<>(walk, x, t, part.end()).step(order(calls, parts, i));
            if (part.up() > 0) {
                x = walk.renoised(x, part.up(), DpmSolver.sigma(t), DpmSolver.sigma(next));
            }
        }
        return x;
    }

    private static int order(int calls, int parts, int i) {
        if (calls % 3 == 0) {
            return Math.min(3, parts - i); // 3 ... 3 2 1
        }
        return i < parts - 1 ? 3 : calls % 3;
    }

    /**
     * A step in t with eta: further on than t', and up again by fresh noise.
     *
     * @param end where the first part ends
     * @param up  level of the fresh noise
     */
    record EtaPart(double end, double up) {

        static EtaPart of(double t, double next, double last, double eta) {
            if (eta == 0) {
                return new EtaPart(next, 0);
            }
            double sigma = DpmSolver.sigma(next);
            double end = Math.min(last, DpmPlusPlus.time(AncestralStep.of(DpmSolver.sigma(t), sigma, eta).down()));
            double down = DpmSolver.sigma(end);
            return new EtaPart(end, Math.sqrt(Math.max(0, sigma * sigma - down * down)));
        }
    }
}
