package dev.cupel.optimizer.acquisition;

/**
 * What the next point shall have most of: LogEI + preference (C. Hvarfner et al., "πBO", ICLR 2022).
 *
 * @param improvement LogEI
 * @param preference (β/n) ln π
 */
record Merit(LogExpectedImprovement improvement, Preference preference) {

    /** The merit of x, shape (F). */
    double at(double[] x) {
        return improvement.at(x) + preference.at(x);
    }

    /** The merit of x and its gradient, shape (F). */
    double at(double[] x, double[] gradient) {
        double value = improvement.at(x, gradient);
        preference.addGradient(x, gradient);
        return value + preference.at(x);
    }
}
