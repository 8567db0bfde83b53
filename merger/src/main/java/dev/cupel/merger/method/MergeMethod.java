package dev.cupel.merger.method;

import java.util.List;

/**
 * A formula that merges models tensor by tensor, in float32.
 *
 * <p>Every method here is a linear combination {@code p * A + q * X} of the new base A and an operand X that does not depend
 * on the coefficient c, so that X is computed once for a whole search:
 *
 * <table>
 * <caption>The methods</caption>
 * <tr><th>method</th><th>result</th><th>X</th><th>p</th><th>q</th></tr>
 * <tr><td>add_difference</td><td>A + c (B - C)</td><td>B - C</td><td>1</td><td>c</td></tr>
 * <tr><td>weighted_sum</td><td>(1 - c) A + c B</td><td>B</td><td>1 - c</td><td>c</td></tr>
 * </table>
 *
 * <p>A, B, C are the new base, the tuned model and the old base. Each operation rounds to float32 on its own, as torch's
 * do. Formulas as in sd-meh's methods of the same names.
 */
public sealed interface MergeMethod {

    /** A + c (B - C): what the tuned model learned on the old base, added to the new base. */
    record AddDifference() implements MergeMethod {}

    /** (1 - c) A + c B. */
    record WeightedSum() implements MergeMethod {}

    /**
     * The weights of A and X.
     *
     * @param p weight of A, the new base
     * @param q weight of X, the operand
     */
    record Mix(float p, float q) {

        /** Whether the result is A, bit for bit. */
        public boolean isNewBase() {
            return p == 1 && q == 0;
        }

        /** Whether the result is X, bit for bit. */
        public boolean isOperand() {
            return p == 0 && q == 1;
        }

        /**
         * Puts {@code p * a + q * x} into a.
         *
         * @param a values of A, replaced by the result
         * @param x values of X
         * @param length how many values, from index 0 on
         */
        public void apply(float[] a, float[] x, int length) {
            if (isNewBase()) {
                return; // 0 * x would turn -0 into 0
            }
            if (isOperand()) {
                System.arraycopy(x, 0, a, 0, length);
                return;
            }
            float p = this.p; // locals, so that the loops become vector instructions
            float q = this.q;
            if (p == 1) {
                for (int i = 0; i < length; i++) {
                    a[i] = a[i] + q * x[i];
                }
            } else {
                for (int i = 0; i < length; i++) {
                    a[i] = p * a[i] + q * x[i];
                }
            }
        }
    }

    /** All methods. */
    static List<MergeMethod> all() {
        return List.of(new AddDifference(), new WeightedSum());
    }

    /**
     * The method of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static MergeMethod of(String name) {
        return all().stream().filter(method -> method.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("method must be one of %s, but is '%s'"
                        .formatted(all().stream().map(MergeMethod::name).toList(), name)));
    }

    /** The name in recipes and on the command line. */
    default String name() {
        return switch (this) {
            case AddDifference() -> "add_difference";
            case WeightedSum() -> "weighted_sum";
        };
    }

    /** The models that the formula needs. */
    default List<Role> roles() {
        return switch (this) {
            case AddDifference() -> List.of(Role.NEW_BASE, Role.TUNED, Role.OLD_BASE);
            case WeightedSum() -> List.of(Role.NEW_BASE, Role.TUNED);
        };
    }

    /** The weights of A and X for a coefficient. */
    default Mix mix(double c) {
        return switch (this) {
            case AddDifference() -> new Mix(1, (float) c);
            case WeightedSum() -> new Mix((float) (1 - c), (float) c);
        };
    }

    /**
     * Makes values of X out of those of B, in place.
     *
     * @param b values of the tuned model, replaced by those of X
     * @param c values of the old base; not looked at by methods that do not need it
     * @param length how many values, from index 0 on
     */
    default void operand(float[] b, float[] c, int length) {
        switch (this) {
            case AddDifference() -> {
                for (int i = 0; i < length; i++) {
                    b[i] = b[i] - c[i];
                }
            }
            case WeightedSum() -> {} // X is B
        }
    }
}
