package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Recommendation;
import dev.cupel.optimizer.search.Searcher;
import dev.cupel.optimizer.study.Trial;
import dev.cupel.optimizer.study.Trial.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the search is told of the trials, the same while it runs and after a restart; and which trial is the one to beat. */
final class Lessons {

    private final Searcher search;
    private final Map<Integer, Best> finished = new LinkedHashMap<>();

    Lessons(Searcher search) {
        this.search = search;
    }

    /**
     * A trial that has drawn all its pictures.
     *
     * @param index  its number
     * @param values where it lies, by the names of the axes
     * @param mean   what the search expects of its score
     */
    record Best(int index, Map<String, Double> values, double mean) {}

    /** Tells what came of a trial. */
    Outcome tell(Proposal proposal, Race.Course course) {
        return switch (course) {
            case Race.Course.Finished(Estimate total) -> {
                finished(proposal, total.mean());
                yield new Outcome.Scored(total.mean(), total.standardError(), best().mean());
            }
            case Race.Course.Stopped(Estimate total, int rival) -> {
                stopped(proposal, total.mean(), total.standardError());
                yield new Outcome.Stopped(total.mean(), total.standardError(), best().mean(), rival);
            }
            case Race.Course.Broken(String cause) -> {
                search.tellFailed(proposal.index());
                yield new Outcome.Failed(cause);
            }
        };
    }

    /** Tells what came of a trial of an earlier run. */
    void restore(Trial trial) {
        Proposal proposal = search.adopt(trial.index(),
                trial.point().stream().mapToDouble(Double::doubleValue).toArray());
        switch (trial.outcome().orElseThrow()) {
            case Outcome.Scored scored -> finished(proposal, scored.total());
            case Outcome.Stopped stopped -> stopped(proposal, stopped.total(), stopped.standardError());
            case Outcome.Failed _ -> search.tellFailed(trial.index());
        }
    }

    /** No variance: all trials draw the same prompts and seeds, so what differs between them is hardly noise. */
    private void finished(Proposal proposal, double total) {
        finished.put(proposal.index(), new Best(proposal.index(), proposal.values(), total));
        search.tell(proposal.index(), total);
    }

    /** The variance is that of the prompts which were not drawn: with them, the total would be as sure as the others. */
    private void stopped(Proposal proposal, double total, double standardError) {
        search.tell(proposal.index(), total, standardError * standardError);
    }

    /** The trial that others have to catch up with; none before one has drawn all its pictures. */
    Optional<Integer> rival() {
        return finished.isEmpty() ? Optional.empty() : Optional.of(best().index());
    }

    /**
     * The trial that the search recommends; the one with the highest score where that was stopped, as what is recommended has
     * drawn all its pictures.
     *
     * @throws dev.cupel.optimizer.search.SearchException if there is none
     */
    Best best() {
        Recommendation found = search.recommend();
        return finished.containsKey(found.index())
                ? new Best(found.index(), found.values(), found.mean())
                : finished.values().stream().max(Comparator.comparingDouble(Best::mean)).orElseThrow();
    }
}
