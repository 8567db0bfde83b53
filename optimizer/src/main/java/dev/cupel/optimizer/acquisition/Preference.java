package dev.cupel.optimizer.acquisition;

/** What is added to the logarithm of the expected improvement: where a person believes that the best point is. */
public interface Preference {
    /** No belief. */
    Preference NONE = new Preference() {
        @Override
        public double at(double[] x) {
            return 0;
        }

        @Override
        public void addGradient(double[] x, double[] gradient) {}
    };

    /** What is added at features x, shape (F). */
    double at(double[] x);

    /** Adds the derivative with respect to each feature, shape (F). */
    void addGradient(double[] x, double[] gradient);
}
