package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.descent.Box;
import dev.cupel.optimizer.descent.Descent;
import dev.cupel.optimizer.descent.Differentiable;
import dev.cupel.optimizer.descent.ProjectedDescent;
import dev.cupel.optimizer.space.Encoding;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The way up the acquisition from a start: numbers move along the gradient, choices and whole numbers by trying all that differ in
 * one of them, in turns, until neither gains.
 */
final class Ascent {
    private static final Descent DESCENT = new Descent(100, 1e-5, 1e-9, 1);
    private static final ProjectedDescent PROJECTED = new ProjectedDescent(60, 1e-7);
    private static final int TURNS = 8;

    private final Merit merit;
    private final Encoding encoding;
    private final Box region;
    private final double[] lengths;

    Ascent(Merit merit, Encoding encoding, Box region, double[] lengths) {
        this.merit = merit;
        this.encoding = encoding;
        this.region = region;
        // a projection is the nearest point only where all axes have one unit
        this.lengths = encoding.unconstrained() ? lengths : DoubleStream.of(lengths).map(_ -> 1).toArray();
    }

    /** Where the way from a start ends; the value is that of -merit. */
    Descent.Minimum from(double[] start) {
        Descent.Minimum at = continuous(start);
        for (int turn = 0; turn < TURNS && !encoding.identity(); turn++) {
            double[] better = at.x();
            double value = -at.value();
            for (double[] neighbour : encoding.neighbours(at.x())) {
                double[] candidate = encoding.admissible(neighbour);
                double there = merit.at(candidate);
                if (there > value) {
                    better = candidate;
                    value = there;
                }
            }
            if (better == at.x()) {
                return at;
            }
            at = continuous(better);
        }
        return at;
    }

    /** Descends on -merit, each axis measured in its length-scale: then the function bends alike along all. */
    private Descent.Minimum continuous(double[] start) {
        Box slice = slice(start);
        Differentiable negative = (scaled, gradient) -> {
            double value = merit.at(product(scaled, lengths), gradient);
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] *= -lengths[j];
            }
            return -value;
        };
        Box box = new Box(quotient(slice.low(), lengths), quotient(slice.high(), lengths));
        Descent.Minimum end = encoding.unconstrained()
                ? DESCENT.minimize(negative, quotient(start, lengths), box)
                : PROJECTED.minimize(negative, start, x -> encoding.nearest(x, slice.low(), slice.high()));
        return new Descent.Minimum(slice.clamp(product(end.x(), lengths)), end.value(), end.iterations());
    }

    /** The region, but with everything that cannot change a little held where it is. */
    private Box slice(double[] start) {
        if (encoding.identity()) {
            return region;
        }
        boolean[] moves = encoding.continuous(start);
        double[] low = start.clone();
        double[] high = start.clone();
        for (int f = 0; f < start.length; f++) {
            low[f] = moves[f] ? region.low()[f] : start[f];
            high[f] = moves[f] ? region.high()[f] : start[f];
        }
        return new Box(low, high);
    }

    private static double[] product(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] * b[j]).toArray();
    }

    private static double[] quotient(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(j -> a[j] / b[j]).toArray();
    }
}
