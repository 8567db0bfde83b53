package dev.cupel.optimizer.search;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.ChoiceAxis;
import dev.cupel.optimizer.space.RealAxis;
import dev.cupel.optimizer.space.Space;
import dev.cupel.optimizer.space.WholeAxis;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * CMA-ES, told in any order: every λ outcomes make a generation, whoever proposed their points. When it has collapsed it
 * begins anew elsewhere with twice the population (A. Auger and N. Hansen, CEC 2005). Points outside the cube are drawn
 * again, then moved to its border; a whole number keeps a spread of its cells, so that it does not freeze; choices have
 * no direction to evolve in, and are drawn by the densities of {@link ParzenSampling}.
 */
final class EvolutionStrategy implements Sampling {
    private static final int REDRAWS = 20;
    /** The least spread of a whole number, in cells. */
    private static final double MARGIN = 0.3;

    private final Space space;
    private final History history;
    private final Ranking ranking;
    private final Seeds seeds;
    private final int[] numbers;
    private final ParzenSampling choices;
    private EvolvingNormal normal;
    private int learned;
    private int restarts;

    EvolutionStrategy(Space space, History history, Ranking ranking, Seeds seeds) {
        this.space = space;
        this.history = history;
        this.ranking = ranking;
        this.seeds = seeds;
        this.numbers = IntStream.range(0, space.dimension())
                .filter(j -> !(space.axes().get(j) instanceof ChoiceAxis)).toArray();
        int population = EvolvingNormal.population(Math.max(1, numbers.length));
        this.choices = new ParzenSampling(space, history, ranking, seeds, population);
        this.normal = new EvolvingNormal(IntStream.of(numbers).mapToDouble(_ -> 0.5).toArray(), population);
    }

    @Override
    public Origin origin() {
        return Origin.EVOLUTION;
    }

    @Override
    public double[] point(int index, int attempt) {
        if (numbers.length == 0) {
            return choices.point(index, attempt);
        }
        learn();
        double[] point = numbers.length < space.dimension()
                ? choices.point(index, attempt)
                : new double[numbers.length];
        RandomGenerator random = seeds.random(index, attempt);
        double[] drawn = drawn(random);
        for (int redraw = 0; redraw < REDRAWS && !inside(drawn); redraw++) {
            drawn = drawn(random);
        }
        for (int k = 0; k < numbers.length; k++) {
            point[numbers[k]] = Math.clamp(drawn[k], 0, 1);
        }
        return point;
    }

    private double[] drawn(RandomGenerator random) {
        double[] drawn = normal.deviate(random);
        for (int k = 0; k < drawn.length; k++) {
            double widen = Math.max(1,
                    leastDeviation(space.axes().get(numbers[k]), normal.mean(k)) / normal.deviation(k));
            drawn[k] = normal.mean(k) + widen * drawn[k];
        }
        return drawn;
    }

    private static double leastDeviation(Axis axis, double mean) {
        return switch (axis) {
            case WholeAxis whole -> MARGIN * whole.cell(whole.value(mean));
            case RealAxis _ -> 0;
            case ChoiceAxis _ -> 0;
        };
    }

    private static boolean inside(double[] point) {
        return IntStream.range(0, point.length).allMatch(k -> point[k] >= 0 && point[k] <= 1);
    }

    /** Takes in the whole generations that were told since the last time. */
    private void learn() {
        while (history.count() - learned >= normal.population()) {
            List<History.Told> generation = ranking
                    .ranked(history.told().subList(learned, learned + normal.population()));
            normal.learn(generation.stream().map(told -> numbers(told.proposal().point())).toList());
            learned += generation.size();
            if (normal.collapsed()) {
                restarts++;
                normal = new EvolvingNormal(seeds.random(-1 - restarts, 0).doubles(numbers.length).toArray(),
                        2 * normal.population());
            }
        }
    }

    /** The numbers of a point; one that does not count there says nothing, so it is where the mean is. */
    private double[] numbers(double[] point) {
        boolean[] counting = space.counting(point);
        return IntStream.range(0, numbers.length)
                .mapToDouble(k -> counting[numbers[k]] ? point[numbers[k]] : normal.mean(k)).toArray();
    }
}
