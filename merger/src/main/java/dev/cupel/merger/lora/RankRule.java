package dev.cupel.merger.lora;

import dev.cupel.merger.linear.Matrix;
import dev.cupel.merger.linear.Svd;

/**
 * How many singular values of a layer's difference are kept.
 *
 * <p>Notation: s the singular values, falling; E the sum of their squares, which is that of the difference's elements.
 *
 * @param most the largest rank, from 1
 * @param goal what must be reached, if the largest rank allows it
 */
public record RankRule(int most, Goal goal) {

    /** No limit. */
    public static final int ANY = Integer.MAX_VALUE;
    private static final int FIRST_TRY = 32;

    /** What must be reached. */
    public sealed interface Goal {
        /** The whole largest rank. */
        record Most() implements Goal {}

        /**
         * The least rank whose squares are this share of E.
         *
         * @param share above 0 and at most 1
         */
        record Energy(double share) implements Goal {
            /** Checks the share. */
            public Energy {
                require(share > 0 && share <= 1, "energy must be above 0 and at most 1", share);
            }
        }

        /**
         * The least rank whose rest is at most this part of the difference's length √E.
         *
         * @param part from 0 and below 1
         */
        record Error(double part) implements Goal {
            /** Checks the part. */
            public Error {
                require(part >= 0 && part < 1, "error must be from 0 and below 1", part);
            }
        }

        /**
         * All singular values that are more than the first divided by this.
         *
         * @param ratio 1 or more
         */
        record Ratio(double ratio) implements Goal {
            /** Checks the ratio. */
            public Ratio {
                require(ratio >= 1 && Double.isFinite(ratio), "ratio must be 1 or more", ratio);
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the largest rank is below 1
     */
    public RankRule {
        require(most >= 1, "rank must be 1 or more", most);
    }

    private static void require(boolean holds, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s, but is %s.\nMaybe a digit is missing, or a percentage was written.".formatted(rule, value));
        }
    }

    /** A fixed rank. */
    public static RankRule rank(int rank) {
        return new RankRule(rank, new Goal.Most());
    }

    /**
     * Keeps as much of a matrix as the rule says: tries a small rank, and if the goal is not reached, the largest.
     *
     * @param seed of the random vectors that large matrices are searched with
     * @return the kept singular values and vectors, at least one; fewer if the rest is nothing
     */
    Svd apply(Matrix a, long seed) {
        int full = Math.min(a.rows(), a.columns());
        int limit = Math.min(most, full);
        double energy = a.energy();
        int tried = goal instanceof Goal.Most ? limit : Math.min(FIRST_TRY, limit);
        Svd svd = Svd.leading(a, tried, seed);
        if (tried < limit && needed(svd.s(), energy, false) > tried) {
            tried = limit;
            svd = Svd.leading(a, tried, seed);
        }
        return svd.first(Math.clamp(needed(svd.s(), energy, tried == full), 1, tried));
    }

    /** The rank for a decomposition of which all singular values are known. */
    Svd apply(Svd whole) {
        double energy = 0;
        for (double s : whole.s()) {
            energy += s * s;
        }
        return whole.first(Math.clamp(needed(whole.s(), energy, true), 1, Math.min(most, whole.s().length)));
    }

    /** How many are needed; one more than there are if the goal is not reached. */
    private int needed(double[] s, double energy, boolean whole) {
        return switch (goal) {
            case Goal.Most() -> whole ? rank(s) : s.length;
            case Goal.Energy(double share) -> Math.min(squares(s, share * energy), whole ? rank(s) : s.length + 1);
            case Goal.Error(double part) -> Math.min(squares(s, (1 - part * part) * energy),
                    whole ? rank(s) : s.length + 1);
            case Goal.Ratio(double ratio) -> {
                int kept = 0;
                while (kept < s.length && s[kept] > s[0] / ratio) {
                    kept++;
                }
                yield kept < s.length || whole ? kept : s.length + 1;
            }
        };
    }

    /** How many of the first squares add up to this. */
    private static int squares(double[] s, double wanted) {
        double sum = 0;
        for (int i = 0; i < s.length; i++) {
            sum += s[i] * s[i];
            if (sum >= wanted) {
                return i + 1;
            }
        }
        return s.length + 1;
    }

    private static int rank(double[] s) {
        int rank = 0;
        while (rank < s.length && s[rank] > 0) {
            rank++;
        }
        return rank;
    }
}
