package dev.cupel.optimizer.search;

import dev.cupel.optimizer.space.Space;
import java.util.List;

/** A search that draws its proposals by a rule and recommends the highest value that it was told. */
final class SampledSearch extends Searcher {
    /** After so many points where a constraint does not hold, the nearest one where it does is taken. */
    private static final int REFUSALS = 100;
    /** After so many points that are known, they are drawn uniformly: the rule has narrowed to a few. */
    private static final int RULED = 200;
    /** After so many known points, the space is taken for exhausted, and an evaluated one is taken again. */
    private static final int ATTEMPTS = 1000;

    private final Ranking ranking;
    private final int refusals;
    private final UniformSampling uniform;
    private final Sampling sampling;

    SampledSearch(Space space, SearchSettings settings, Advice advice) {
        super(space, new History(space, settings, advice.earlier()));
        this.ranking = new Ranking(settings.goal().limits());
        // nothing that is drawn ever gives just the sum that it must
        this.refusals = space.constraints().stream().anyMatch(constraint -> constraint.low() == constraint.high())
                ? 0
                : REFUSALS;
        this.uniform = new UniformSampling(space.dimension(), new Seeds(settings.seed()));
        this.sampling = sampling(settings);
    }

    private Sampling sampling(SearchSettings settings) {
        int dimension = space.dimension();
        Seeds seeds = new Seeds(settings.seed());
        return switch (settings.method()) {
            case BAYESIAN -> throw new IllegalArgumentException("a model proposes its points itself");
            case RANDOM -> uniform;
            case SOBOL -> new EvenSampling(new SobolPoints(space, settings.seed())::point, uniform, Origin.SOBOL);
            case LATIN_HYPERCUBE -> new EvenSampling(new LatinHypercube(dimension, settings.initial(), seeds)::point,
                    uniform, Origin.LATIN_HYPERCUBE);
            case EVOLUTION -> new EvolutionStrategy(space, history, ranking, seeds);
            case PARZEN -> new ParzenSampling(space, history, ranking, seeds, settings.initial());
        };
    }

    @Override
    public Proposal ask() {
        int index = history.nextIndex();
        return add(index, fresh(index), sampling.origin());
    }

    private double[] fresh(int index) {
        double[] evaluated = null;
        double[] point = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            point = space.snapped((attempt < RULED ? sampling : uniform).point(index, attempt));
            point = attempt < refusals ? point : space.admissible(point);
            if (space.feasible(point) && !history.knows(point)) {
                return point;
            }
            evaluated = space.feasible(point) && !history.isPending(point) ? point : evaluated;
        }
        return evaluated == null ? point : evaluated;
    }

    @Override
    public List<Recommendation> front() {
        List<History.Told> measured = history.measured();
        List<History.Told> front = ranking.front(measured);
        return Compromise.sorted(
                (front.isEmpty() ? ranking.ranked(measured).subList(0, 1) : front).stream().map(this::told).toList());
    }

    @Override
    public List<Recommendation> ranked() {
        List<History.Told> all = ranking.ranked(history.measured());
        List<History.Told> holding = all.stream().filter(ranking::holds).toList();
        return (holding.isEmpty() ? all.subList(0, 1) : holding).stream().map(this::told).toList();
    }

    private Recommendation told(History.Told told) {
        Outcome.Measured measured = told.measured().orElseThrow();
        return new Recommendation(told.proposal().index(), told.proposal().point(), told.proposal().values(),
                measured.values(), measured.variances().stream().map(Math::sqrt).toList(),
                ranking.holds(told) ? 1 : 0);
    }
}
