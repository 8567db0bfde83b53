package dev.cupel.optimizer.descent;

/** A function of several variables that knows its gradient. */
@FunctionalInterface
public interface Differentiable {

    /**
     * The value at a point.
     *
     * @param x shape (d); must not be changed
     * @param gradient shape (d); receives the derivative with respect to each variable
     * @return the value; anything that is not finite means "not here"
     */
    double at(double[] x, double[] gradient);
}
