package dev.cupel.evaluator.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Restart sampling (Xu et al. 2023, algorithm 1): Heun's steps, and near the end back up to level 2 by fresh noise,
 * once or twice. The levels of the way, and of the ways after the restarts, are spaced as Karras et al. have it; all in
 * all there are as many steps as asked for. Below 20 steps there is no restart.
 */
final class Restart {

    private static final int FEWEST_STEPS = 20;
    private static final int STEPS_FOR_TWO = 36;
    /** From the level nearest to this one ... */
    private static final double BOTTOM = 0.1;
    /** ... back to the level nearest to this one. */
    private static final double TOP = 2;

    /** A Heun step between two levels. */
    record Leg(double from, double to) {}

    private Restart() {}

    static <L extends Latents<L>> L sample(Walk<L> walk) {
        L x = walk.start();
        List<Leg> legs = legs(walk.sigmas());
        double sigma = legs.getFirst().from(); // not the walk's first level, which differs in the last place
        for (Leg leg : legs) {
            if (sigma < leg.from()) {
                x = walk.renoised(x, Math.sqrt(leg.from() * leg.from() - sigma * sigma), leg.from(), sigma);
            }
            x = Heun.step(walk, x, leg.from(), leg.to());
            sigma = leg.to();
        }
        return x;
    }

    /** The steps for given levels, of which the ends and the number count. */
    static List<Leg> legs(double[] given) {
        int steps = given.length - 1;
        if (steps < FEWEST_STEPS) {
            return between(given);
        }
        int times = steps >= STEPS_FOR_TWO ? 2 : 1;
        int length = steps >= STEPS_FOR_TWO ? steps / 4 : 9;
        double[] sigmas = Spacing.karras(steps - length * times, given[steps - 1], given[0]);
        int bottom = nearest(sigmas, BOTTOM);
        int top = nearest(sigmas, TOP);
        List<Leg> legs = new ArrayList<>(between(sigmas));
        if (top < bottom) {
            double[] again = Arrays.copyOf(Spacing.karras(length + 1, sigmas[bottom], sigmas[top]), length + 1);
            again[length] = sigmas[bottom];
            for (int k = 0; k < times; k++) {
                legs.addAll(bottom, between(again));
            }
        }
        return legs;
    }

    private static List<Leg> between(double[] sigmas) {
        List<Leg> legs = new ArrayList<>();
        for (int i = 0; i + 1 < sigmas.length; i++) {
            legs.add(new Leg(sigmas[i], sigmas[i + 1]));
        }
        return legs;
    }

    private static int nearest(double[] sigmas, double level) {
        int nearest = 0;
        for (int i = 1; i < sigmas.length; i++) {
            if (Math.abs(sigmas[i] - level) < Math.abs(sigmas[nearest] - level)) {
                nearest = i;
            }
        }
        return nearest;
    }
}
