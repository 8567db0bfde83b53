package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Merit;
import dev.cupel.optimizer.gp.Normal;
import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.NumberAxis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Beliefs about the best point (C. Hvarfner et al., "πBO: augmenting acquisition functions with user beliefs for Bayesian
 * optimization", ICLR 2022).
 *
 * <pre>
 * π       Π of the beliefs' densities at x, up to a factor
 * β       {@value #STRENGTH}
 * s       of axes in an order, the standard deviation of the difference of neighbours
 * n       trials so far: a belief that is wrong is forgotten as they come
 * </pre>
 */
final class Preferences {
    private static final double STRENGTH = 10;

    private final Encoding encoding;
    private final List<Term> terms = new ArrayList<>();
    private final List<SmoothCurve> curves = new ArrayList<>();

    /** What one belief says of one axis. */
    private sealed interface Term {}

    /** Of a number: the centre and standard deviation on the unit interval. */
    private record Near(int axis, double centre, double deviation) implements Term {}

    /** Of a choice: the logarithms of the weights, the largest of which is 0. */
    private record Weights(int axis, double[] logarithms) implements Term {}

    /** Of two numbers: the standard deviation of their difference. */
    private record Alike(int axis, int next, double deviation) implements Term {}

    Preferences(Space space, Encoding encoding, List<Belief> beliefs) {
        this.encoding = encoding;
        for (Belief belief : beliefs) {
            int[] axes = belief.axes().stream().mapToInt(name -> index(space, name)).toArray();
            add(belief, axes, space);
        }
    }

    private static int index(Space space, String name) {
        int axis = space.axes().stream().map(Axis::name).toList().indexOf(name);
        if (axis < 0) {
            throw new SearchException("""
                    belief: it must be on axes of the space, but '%s' is none.
                    Maybe the axis was renamed or fixed.""".formatted(name));
        }
        return axis;
    }

    private void add(Belief belief, int[] axes, Space space) {
        List<Axis> named = Arrays.stream(axes).mapToObj(space.axes()::get).toList();
        boolean numbers = named.stream().allMatch(NumberAxis.class::isInstance);
        switch (belief) {
            case Belief.Near near when named.getFirst() instanceof NumberAxis number ->
                terms.add(new Near(axes[0], number.place(near.mean()), near.deviation() / number.slope(near.mean())));
            case Belief.Weights weights when named.getFirst() instanceof ChoiceAxis choice
                    && weights.weights().size() == choice.options().size() ->
                terms.add(weights(axes[0], weights));
            case Belief.Smooth smooth when numbers -> {
                for (int i = 0; i + 1 < axes.length; i++) {
                    terms.add(new Alike(axes[i], axes[i + 1], smooth.deviation()));
                }
                curves.add(new SmoothCurve(axes, smooth.deviation()));
            }
            default -> throw new SearchException("""
                    belief on %s: it must be weights of the options of a choice, or about numbers.
                    Maybe it is a belief on another axis: %s""".formatted(belief.axes(), belief));
        }
    }

    private static Weights weights(int axis, Belief.Weights belief) {
        double largest = belief.weights().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return new Weights(axis, belief.weights().stream().mapToDouble(w -> Math.log(w / largest)).toArray());
    }

    /** What the beliefs add to the acquisition after n trials. */
    Merit after(int n) {
        if (terms.isEmpty()) {
            return Merit.NONE;
        }
        double strength = STRENGTH / Math.max(1, n);
        return new Merit() {
            @Override
            public double at(double[] x) {
                boolean[] counting = encoding.counting(x);
                double sum = 0;
                for (Term term : terms) {
                    sum += counts(term, counting) ? logDensity(term, x) : 0;
                }
                return strength * sum;
            }

            @Override
            public double at(double[] x, double[] gradient) {
                boolean[] counting = encoding.counting(x);
                terms.stream().filter(term -> counts(term, counting))
                        .forEach(term -> addGradientOf(term, x, strength, gradient));
                return at(x);
            }
        };
    }

    private static boolean counts(Term term, boolean[] counting) {
        return switch (term) {
            case Near near -> counting[near.axis()];
            case Weights weights -> counting[weights.axis()];
            case Alike alike -> counting[alike.axis()] && counting[alike.next()];
        };
    }

    private double logDensity(Term term, double[] x) {
        return switch (term) {
            case Near near -> -0.5 * Math.pow((x[encoding.feature(near.axis())] - near.centre()) / near.deviation(), 2);
            case Alike alike -> -0.5 * Math.pow(difference(alike, x) / alike.deviation(), 2);
            case Weights(int axis, double[] logarithms) -> {
                double sum = 0;
                for (int option = 0; option < logarithms.length; option++) {
                    sum += logarithms[option] * x[encoding.feature(axis) + option];
                }
                yield sum;
            }
        };
    }

    private double difference(Alike alike, double[] x) {
        return x[encoding.feature(alike.next())] - x[encoding.feature(alike.axis())];
    }

    /** Choices are held where they are: their derivatives are not used. */
    private void addGradientOf(Term term, double[] x, double strength, double[] gradient) {
        switch (term) {
            case Near near -> {
                int feature = encoding.feature(near.axis());
                gradient[feature] -= strength * (x[feature] - near.centre()) / (near.deviation() * near.deviation());
            }
            case Alike alike -> {
                double pull = strength * difference(alike, x) / (alike.deviation() * alike.deviation());
                gradient[encoding.feature(alike.axis())] += pull;
                gradient[encoding.feature(alike.next())] -= pull;
            }
            case Weights _ -> {}
        }
    }

    /**
     * An evenly spread point, drawn towards what is believed: each coordinate becomes the quantile of its belief,
     * and those in an order become a smooth curve.
     *
     * @param unit shape (D)
     */
    double[] drawn(double[] unit) {
        double[] point = unit.clone();
        curves.forEach(curve -> curve.draw(unit, point));
        for (Term term : terms) {
            switch (term) {
                case Near near -> point[near.axis()] = Normal.truncatedQuantile(unit[near.axis()], near.centre(),
                        near.deviation(), 0, 1);
                case Weights(int axis, double[] logarithms) -> point[axis] = quantile(unit[axis], logarithms);
                case Alike _ -> {} // by the curves
            }
        }
        return point;
    }

    private static double quantile(double share, double[] logarithms) {
        double all = 0;
        for (double logarithm : logarithms) {
            all += Math.exp(logarithm);
        }
        double left = share * all;
        int option = 0;
        while (option < logarithms.length - 1 && left >= Math.exp(logarithms[option])) {
            left -= Math.exp(logarithms[option++]);
        }
        return (option + 0.5) / logarithms.length;
    }
}
