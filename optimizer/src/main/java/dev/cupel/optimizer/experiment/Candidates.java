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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which merges are tried: first those that everyone would try, then those that the file names, then the searcher's. */
final class Candidates {

    private final Searcher searcher;
    private final List<double[]> enqueued;

    private Candidates(Searcher searcher, List<double[]> enqueued) {
        this.searcher = searcher;
        this.enqueued = enqueued;
    }

    static Candidates of(Experiment experiment, List<Advice.Earlier> earlier) {
        Experiment.SearchPlan plan = experiment.search();
        Space space = experiment.merge().space();
        Stream<Map<String, Double>> uniform = plan.uniform().stream()
                .flatMap(alpha -> experiment.merge().place(alpha).stream());
        List<double[]> enqueued = Stream.concat(uniform, plan.enqueued().stream()).map(space::point).toList();
        SearchSettings settings = new SearchSettings(experiment.seed(), plan.initial() + enqueued.size(),
                plan.method()).towards(new Goal(List.of(), experiment.limits()));
        Advice advice = new Advice(plan.beliefs(), earlier);
        return plan.method() == Method.BAYESIAN
                ? new Candidates(Search.create(space, settings, enqueued, advice), enqueued)
                : new Candidates(Searcher.create(space, settings, advice), enqueued);
    }

    Searcher searcher() {
        return searcher;
    }

    /** The merge of a trial, in the order of their numbers. */
    Proposal ask(int index) {
        return index < enqueued.size() && !(searcher instanceof Search)
                ? searcher.adopt(index, enqueued.get(index))
                : searcher.ask();
    }

    /** Whether someone wants to know of it, rather than the searcher. */
    boolean isEnqueued(int index) {
        return index < enqueued.size();
    }

    /** How quickly the score changes along each axis, as {@link Search#lengthScales}; empty of a searcher without a model. */
    Map<String, Double> lengthScales() {
        return searcher instanceof Search search ? search.lengthScales() : Map.of();
    }

    /** Who proposed a trial, for the journal. */
    Origin origin(Proposal proposal) {
        return isEnqueued(proposal.index()) ? Origin.ENQUEUED : proposal.origin();
    }
}
