package dev.cupel.evaluator.sampling;

import org.jspecify.annotations.Nullable;

/**
 * DPM-Solver++ (Lu et al. 2022b): exact in x, an expansion in D.
 *
 * <p>With h = t' - t and D held, x' = (s'/s) x - expm1(-h) D. Single-step methods ask for D in between; multistep
 * methods carry it on from the last steps.
 */
final class DpmPlusPlus {

    private DpmPlusPlus() {}

    static double time(double sigma) {
        return -Math.log(sigma);
    }

    /** x' for D held over the step; D itself at the end of the way. */
    static <L extends Latents<L>> L step(L x, L clean, double from, double to) {
        return to == 0 ? clean : x.times(to / from).plus(-Math.expm1(time(from) - time(to)), clean);
    }

    /** Second order, single step, ancestral: D in the middle of the step (2S a). */
    static <L extends Latents<L>> L sampleTwoSteps(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            double sigma = walk.sigma(i);
            double next = walk.sigma(i + 1);
            AncestralStep part = AncestralStep.of(sigma, next, walk.dials().eta());
            L clean = walk.clean(x, sigma);
            if (part.down() == 0) {
                x = Euler.step(x, clean, sigma, 0);
            } else {
                double middle = Math.sqrt(sigma * part.down());
                x = step(x, walk.clean(step(x, clean, sigma, middle), middle), sigma, part.down());
            }
            if (next > 0) {
                x = walk.renoised(x, part.up(), sigma, next);
            }
        }
        return x;
    }

    /** Second order, multistep (2M): D carried on by the difference to the last step's. */
    static <L extends Latents<L>> L sampleMultistep(Walk<L> walk) {
        L x = walk.start();
        @Nullable
        L before = null;
        for (int i = 0; i < walk.steps(); i++) {
            double sigma = walk.sigma(i);
            double next = walk.sigma(i + 1);
            L clean = walk.clean(x, sigma);
            L held = clean;
            if (before != null && next > 0) {
                double r = (time(sigma) - time(walk.sigma(i - 1))) / (time(next) - time(sigma));
                held = clean.times(1 + 1 / (2 * r)).plus(-1 / (2 * r), before);
            }
            x = step(x, held, sigma, next);
            before = clean;
        }
        return x;
    }
}
