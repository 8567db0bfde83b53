package dev.cupel.evaluator.sampling;

import java.util.HashMap;
import java.util.Map;

/**
 * Steps of DPM-Solver (Lu et al. 2022, algorithms 1 and 2): exact in x, an expansion in d along t = -ln s.
 *
 * <pre>
 * symbol     meaning
 * h          t' - t
 * u          x at a time between t and t', t + r h
 * </pre>
 *
 * <p>One instance is one step from x at t; d at x, and in between, is asked for once.
 */
final class DpmSolver<L extends Latents<L>> {

    private static final double THIRD = 1.0 / 3;

    private final Walk<L> walk;
    private final L x;
    private final double t;
    private final double h;
    private final Map<Double, L> slopes = new HashMap<>();

    DpmSolver(Walk<L> walk, L x, double t, double next) {
        this.walk = walk;
        this.x = x;
        this.t = t;
        this.h = next - t;
    }

    static double sigma(double t) {
        return Math.exp(-t);
    }

    /** x' of an order, 1 to 3. */
    L step(int order) {
        return switch (order) {
            case 1 -> first(1);
            case 2 -> second(0.5);
            case 3 -> third();
            default -> throw new IllegalArgumentException("order: must be 1 to 3, but is " + order);
        };
    }

    /** x' of order 2, with d at one third: it shares its calls with order 3. */
    L secondWithinThird() {
        return second(THIRD);
    }

    private L second(double r) {
        return first(1).plus(-level(1) / (2 * r) * Math.expm1(h), slope(r, first(r)).minus(slope()));
    }

    private L third() {
        double r1 = THIRD;
        double r2 = 2 * THIRD;
        L bend = slope(r1, first(r1)).minus(slope());
        L u = first(r2).plus(-level(r2) * (r2 / r1) * rest(r2 * h), bend);
        return first(1).plus(-level(1) / r2 * rest(h), slope(r2, u).minus(slope()));
    }

    /** x at t + r h with d held. */
    private L first(double r) {
        return x.plus(-level(r) * Math.expm1(r * h), slope());
    }

    private L slope() {
        return slope(0, x);
    }

    private L slope(double r, L u) {
        return slopes.computeIfAbsent(r, at -> walk.slope(u, level(at)));
    }

    private double level(double r) {
        return sigma(t + r * h);
    }

    private static double rest(double h) {
        return Math.expm1(h) / h - 1;
    }
}
