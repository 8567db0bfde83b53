package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.Goal;
import dev.cupel.optimizer.search.Method;
import dev.cupel.optimizer.search.Origin;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Search;
import dev.cupel.optimizer.search.SearchSettings;
import dev.cupel.optimizer.search.Searcher;
import dev.cupel.optimizer.space.Space;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Which merges are tried: first those that everyone would try, then those that the file names, then the searcher's. */
final class Candidates {

    private final Space space;
    private final Supplier<Searcher> create;
    private final List<double[]> enqueued;
    private final int initial;
    private final boolean replicates;
    private final Set<List<Long>> known = new HashSet<>();
    private Searcher searcher;

    private Candidates(Space space, Supplier<Searcher> create, List<double[]> enqueued,
            Experiment.SearchPlan plan) {
        this.space = space;
        this.create = create;
        this.enqueued = enqueued;
        this.initial = plan.initial() + enqueued.size();
        this.replicates = plan.replicate();
        this.searcher = create.get();
    }

    /** @param earlier trials of each earlier study that the search learns from */
    static Candidates of(Experiment experiment, List<List<Advice.Earlier>> earlier) {
        Experiment.SearchPlan plan = experiment.search();
        Space space = experiment.merge().space();
        Stream<Map<String, Double>> uniform = plan.uniform().stream()
                .flatMap(alpha -> experiment.merge().place(alpha).stream());
        Set<List<Long>> different = new HashSet<>();
        List<double[]> enqueued = Stream.concat(uniform, plan.enqueued().stream()).map(space::point)
                .filter(point -> different.add(place(point))).toList();
        SearchSettings single = new SearchSettings(experiment.seed(), plan.initial() + enqueued.size(),
                plan.method()).towards(new Goal(plan.reference(), experiment.limits()));
        SearchSettings again = plan.replicate() ? single.replicating() : single;
        SearchSettings settings = plan.trustRegion() ? again : again.everywhere();
        Advice advice = Advice.of(plan.beliefs(), earlier);
        return new Candidates(space, plan.method() == Method.BAYESIAN
                ? () -> Search.create(space, settings, enqueued, advice)
                : () -> Searcher.create(space, settings, advice), enqueued, plan);
    }

    Searcher searcher() {
        return searcher;
    }

    /** A new searcher, which knows of no trial, in place of the one before. */
    Searcher renewed() {
        searcher = create.get();
        return searcher;
    }

    /** A trial that was tried in an earlier run. */
    void know(double[] point) {
        known.add(place(point));
    }

    /** The merge of a trial, in the order of their numbers. What the file names is tried before the searcher proposes any. */
    Proposal ask(int index) {
        Proposal proposal = enqueued.stream().filter(point -> !known.contains(place(point))).findFirst()
                .map(point -> named(index, point)).orElseGet(searcher::ask);
        know(proposal.point());
        return proposal;
    }

    private Proposal named(int index, double[] point) {
        Proposal adopted = searcher.adopt(index, point);
        return new Proposal(index, adopted.point(), adopted.values(), Origin.ENQUEUED);
    }

    /** Up to rounding: a merge that was located by its recipe is not where it was to the last bit. */
    private static List<Long> place(double[] point) {
        return DoubleStream.of(point).mapToObj(coordinate -> Math.round(coordinate * 1e9)).toList();
    }

    /**
     * Whether a trial is to draw the best one's merge again before the search can know what that is worth: once all points of the
     * start are tried, to learn how much seeds matter.
     */
    boolean learnsOfSeeds(int index) {
        return replicates && index >= initial;
    }

    /** A trial that draws the merge of an earlier one again. */
    Proposal again(int index, Map<String, Double> values) {
        Proposal adopted = searcher.adopt(index, space.point(values));
        return new Proposal(index, adopted.point(), adopted.values(), Origin.REPLICATION);
    }

    /** How quickly the score changes along each axis, as {@link Search#lengthScales}; empty of a searcher without a model. */
    Map<String, Double> lengthScales() {
        return searcher instanceof Search search ? search.lengthScales() : Map.of();
    }
}
