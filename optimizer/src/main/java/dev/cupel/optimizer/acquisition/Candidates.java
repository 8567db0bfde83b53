package dev.cupel.optimizer.acquisition;

import dev.cupel.optimizer.descent.Box;
import dev.cupel.optimizer.gp.Normal;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Sobol;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws points of a region, from which the best is to be found.
 *
 * <p>Some are spread evenly; the others are good points of which some coordinates are moved (D. Papenmeier et al.,
 * "Understanding high-dimensional Bayesian optimization", ICML 2025): in 20 or more dimensions nearly every evenly
 * spread point lies where the gradient of the acquisition vanishes.
 */
final class Candidates {
    /** How many coordinates of a good point are moved, on average and at most. */
    private static final double MOVED = 20;
    private static final int MOST_JUMPS = 3;

    private final Box region;
    private final Encoding encoding;
    private final RandomGenerator random;

    Candidates(Box region, Encoding encoding, RandomGenerator random) {
        this.region = region;
        this.encoding = encoding;
        this.random = random;
    }

    /** Evenly spread points of the region. */
    List<double[]> spread(int count) {
        Sobol sobol = Sobol.scrambled(encoding.axes(), random.nextLong());
        List<double[]> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(encoding.spread(sobol.next(), region.low(), region.high()));
        }
        return points;
    }

    /**
     * Points near good ones.
     *
     * @param good points to start from, one is chosen at random for each candidate
     * @param deviation how far a coordinate is moved, in the unit of the cube
     */
    List<double[]> near(List<double[]> good, int count, double deviation) {
        List<double[]> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            points.add(near(good.get(random.nextInt(good.size())), deviation));
        }
        return points;
    }

    /**
     * A good point of which each number is moved with probability min(1, 20/F), and at least one is; of every second one, a
     * choice or whole number is drawn anew as well.
     */
    double[] near(double[] good, double deviation) {
        double[] point = region.clamp(good);
        double probability = Math.min(1, MOVED / point.length);
        int always = random.nextInt(point.length);
        for (int j = 0; j < point.length; j++) {
            if (j == always || random.nextDouble() < probability) {
                point[j] = Normal.truncatedQuantile(random.nextDouble(), point[j], deviation, region.low()[j],
                        region.high()[j]);
            }
        }
        return encoding.identity() || random.nextBoolean() ? encoding.admissible(point) : mutated(point);
    }

    /** Good points of which from one to three coordinates are drawn anew, from one end of the region to the other. */
    List<double[]> jumped(List<double[]> good, int count) {
        List<double[]> points = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            double[] point = region.clamp(good.get(random.nextInt(good.size())));
            int jumps = 1 + random.nextInt(MOST_JUMPS);
            for (int k = 0; k < jumps; k++) {
                int j = random.nextInt(point.length);
                point[j] = region.low()[j] + random.nextDouble() * (region.high()[j] - region.low()[j]);
            }
            points.add(encoding.admissible(point));
        }
        return points;
    }

    /** A point of which one choice or whole number is drawn anew. */
    double[] mutated(double[] point) {
        return encoding.admissible(encoding.mutated(point, random));
    }
}
