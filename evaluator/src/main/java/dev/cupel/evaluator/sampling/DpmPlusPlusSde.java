package dev.cupel.evaluator.sampling;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * DPM-Solver++ for the stochastic equation: fresh noise along a Brownian path (Lu et al. 2022b, section 5).
 *
 * <pre>
 * symbol     meaning
 * h          t' - t
 * g          h (1 + eta): the time that D acts, fresh noise being taken away too
 * D1, D2     D of the last step and the one before
 * h1, h2     h of the last step and the one before
 * phi2       expm1(-g) / g + 1
 * phi3       phi2 / g - 1/2
 * </pre>
 */
final class DpmPlusPlusSde {

    private DpmPlusPlusSde() {}

    /** Second order, single step (DPM++ SDE): D in the middle, which is reached by an ancestral step of its own. */
    static <L extends Latents<L>> L sample(Walk<L> walk) {
        L x = walk.start();
        for (int i = 0; i < walk.steps(); i++) {
            double sigma = walk.sigma(i);
            double next = walk.sigma(i + 1);
            L clean = walk.clean(x, sigma);
            if (next == 0) {
                x = Euler.step(x, clean, sigma, 0);
            } else {
                double middle = Math.sqrt(sigma * next);
                L there = ancestral(walk, x, clean, sigma, middle);
                x = ancestral(walk, x, walk.clean(there, middle), sigma, next);
            }
        }
        return x;
    }

    private static <L extends Latents<L>> L ancestral(Walk<L> walk, L x, L clean, double from, double to) {
        AncestralStep part = AncestralStep.of(from, to, walk.dials().eta());
        return walk.renoised(DpmPlusPlus.step(x, clean, from, part.down()), part.up(), from, to);
    }

    /** Second order, multistep (2M SDE), by the midpoint rule. */
    static <L extends Latents<L>> L sampleMultistep(Walk<L> walk) {
        return multistep(walk, g -> -Math.expm1(-g) / 2);
    }

    /** Second order, multistep (2M SDE Heun), by the exact integral of a straight line through D1 and D. */
    static <L extends Latents<L>> L sampleMultistepHeun(Walk<L> walk) {
        return multistep(walk, DpmPlusPlusSde::phi2);
    }

    /** @param weight of the slope of D, for g */
    private static <L extends Latents<L>> L multistep(Walk<L> walk, DoubleUnaryOperator weight) {
        L x = walk.start();
        @Nullable
        L before = null;
        for (int i = 0; i < walk.steps(); i++) {
            L clean = walk.clean(x, walk.sigma(i));
            if (walk.sigma(i + 1) == 0) {
                return clean;
            }
            double h = duration(walk, i);
            double g = h * (1 + walk.dials().eta());
            x = x.times(Math.exp(-g)).plus(-Math.expm1(-g), clean);
            if (before != null) {
                x = x.plus(weight.applyAsDouble(g) * h / duration(walk, i - 1), clean.minus(before));
            }
            x = renoised(walk, x, i);
            before = clean;
        }
        return x;
    }

    /** Third order, multistep (3M SDE). */
    static <L extends Latents<L>> L sampleThirdOrder(Walk<L> walk) {
        L x = walk.start();
        @Nullable
        L last = null;
        @Nullable
        L beforeLast = null;
        for (int i = 0; i < walk.steps(); i++) {
            L clean = walk.clean(x, walk.sigma(i));
            if (walk.sigma(i + 1) == 0) {
                return clean;
            }
            double g = duration(walk, i) * (1 + walk.dials().eta());
            x = x.times(Math.exp(-g)).plus(-Math.expm1(-g), clean);
            if (last != null) {
                x = x.plus(1, carriedOn(walk, i, clean, last, beforeLast, g));
            }
            x = renoised(walk, x, i);
            beforeLast = last;
            last = clean;
        }
        return x;
    }

    /** What the first and second differences of D add to a step. */
    private static <L extends Latents<L>> L carriedOn(Walk<L> walk, int i, L clean, L last, @Nullable L beforeLast,
            double g) {
        double h = duration(walk, i);
        double r0 = duration(walk, i - 1) / h;
        L newer = clean.minus(last).over(r0);
        if (beforeLast == null) {
            return newer.times(phi2(g));
        }
        double r1 = duration(walk, i - 2) / h;
        L older = last.minus(beforeLast).over(r1);
        L bend = newer.minus(older);
        L slope = newer.plus(r0 / (r0 + r1), bend);
        return slope.times(phi2(g)).plus(-(phi2(g) / g - 0.5) / (r0 + r1), bend);
    }

    /** h of step i. */
    private static double duration(Walk<?> walk, int i) {
        return DpmPlusPlus.time(walk.sigma(i + 1)) - DpmPlusPlus.time(walk.sigma(i));
    }

    private static <L extends Latents<L>> L renoised(Walk<L> walk, L x, int i) {
        double eta = walk.dials().eta();
        if (eta == 0) {
            return x;
        }
        double next = walk.sigma(i + 1);
        return walk.renoised(x, next * Math.sqrt(-Math.expm1(-2 * eta * duration(walk, i))), walk.sigma(i), next);
    }

    private static double phi2(double g) {
        return Math.expm1(-g) / g + 1;
    }
}
