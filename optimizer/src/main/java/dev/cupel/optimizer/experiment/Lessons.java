package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.optimizer.experiment.StudyScores.Lesson;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.Origin;
import dev.cupel.optimizer.search.Outcome.Measured;
import dev.cupel.optimizer.search.Outcome.Reading;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Recommendation;
import dev.cupel.optimizer.search.Searcher;
import dev.cupel.optimizer.study.Trial;
import dev.cupel.optimizer.study.Trial.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the search is told of the trials, the same while it runs and after a restart; and which trial is the one to beat. */
final class Lessons {

    private final List<Limit> limits;
    private final Journal journal;
    private final Map<Integer, Best> finished = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();
    private Searcher search;
    private double seedVariance;
    private boolean again;

    /**
     * @param limits  what must hold of the best
     * @param journal what is known of trials beside their totals
     */
    Lessons(Searcher search, List<Limit> limits, Journal journal) {
        this.search = search;
        this.limits = limits;
        this.journal = journal;
    }

    /** What is known of trials beside their totals. */
    interface Journal {

        /**
         * What is known of one.
         *
         * @param rival the trial that it could not catch up with, if it was stopped
         * @return empty if something could not be measured
         */
        Optional<Lesson> lesson(int trial, OptionalInt rival);
    }

    /** What was told of a trial: its outcome as if seeds did not matter. */
    private record Told(int index, double[] point, dev.cupel.optimizer.search.Outcome outcome) {}

    /**
     * A trial that has drawn all its pictures.
     *
     * @param index  its number
     * @param values where it lies, by the names of the axes
     * @param mean   what the search expects of its score; of a front, its score
     */
    record Best(int index, Map<String, Double> values, double mean) {}

    /** Tells what came of a trial. */
    Outcome tell(Proposal proposal, Race.Course course) {
        Optional<Lesson> lesson = journal.lesson(proposal.index(), course instanceof Race.Course.Stopped stopped
                ? OptionalInt.of(stopped.rival())
                : OptionalInt.empty());
        if (!(course instanceof Race.Course.Broken) && lesson.isEmpty()) {
            return tell(proposal, new Race.Course.Broken("an objective could not be measured"));
        }
        return switch (course) {
            case Race.Course.Finished(Estimate total) -> {
                finished(proposal, total.mean(), lesson.orElseThrow());
                yield new Outcome.Scored(total.mean(), total.standardError(), best().mean());
            }
            case Race.Course.Stopped(Estimate total, int rival) -> {
                stopped(proposal, total.mean(), total.standardError(), lesson.orElseThrow());
                yield new Outcome.Stopped(total.mean(), total.standardError(), best().mean(), rival);
            }
            case Race.Course.Broken(String cause) -> {
                say(proposal, dev.cupel.optimizer.search.Outcome.failed());
                yield new Outcome.Failed(cause);
            }
        };
    }

    /**
     * Tells what came of a trial of an earlier run.
     *
     * @param point where it lies
     */
    void restore(Trial trial, List<Double> point) {
        Proposal adopted = search.adopt(trial.index(), point.stream().mapToDouble(Double::doubleValue).toArray());
        Proposal proposal = SeedBlocks.isAgain(trial)
                ? new Proposal(adopted.index(), adopted.point(), adopted.values(), Origin.REPLICATION)
                : adopted;
        switch (trial.outcome().orElseThrow()) {
            case Outcome.Scored scored ->
                finished(proposal, scored.total(), journal.lesson(trial.index(), OptionalInt.empty()).orElseThrow());
            case Outcome.Stopped stopped -> stopped(proposal, stopped.total(), stopped.standardError(),
                    journal.lesson(trial.index(), OptionalInt.of(stopped.rival())).orElseThrow());
            case Outcome.Failed _ -> say(proposal, dev.cupel.optimizer.search.Outcome.failed());
        }
    }

    /**
     * Tells everything to a new search, now that it is known how much seeds matter.
     *
     * @param variance of a total, as another block of seeds would give another one
     */
    void retell(Searcher fresh, double variance) {
        search = fresh;
        seedVariance = variance;
        told.forEach(one -> {
            search.adopt(one.index(), one.point());
            say(one);
        });
    }

    private void say(Proposal proposal, dev.cupel.optimizer.search.Outcome outcome) {
        again |= proposal.origin() == Origin.REPLICATION;
        told.add(new Told(proposal.index(), proposal.point(), outcome));
        say(told.getLast());
    }

    private void say(Told one) {
        search.tell(one.index(), switch (one.outcome()) {
            case Measured(List<Double> values, List<Double> variances, Map<String, Reading> limited) ->
                new Measured(values, variances.stream().map(variance -> variance + seedVariance).toList(), limited);
            case dev.cupel.optimizer.search.Outcome.Failed failed -> failed;
        });
    }

    /** Whether a merge was drawn again with other seeds, so that it is known how much they matter. */
    boolean knowSeeds() {
        return again;
    }

    /** No variance but that of the seeds: all trials draw the same prompts and seeds, so what differs between them is hardly noise. */
    private void finished(Proposal proposal, double total, Lesson lesson) {
        if (proposal.origin() != Origin.REPLICATION) {
            finished.put(proposal.index(), new Best(proposal.index(), proposal.values(), total));
        }
        List<Double> values = lesson.front().isEmpty() ? List.of(total) : lesson.front();
        say(proposal, new Measured(values, Collections.nCopies(values.size(), 0.0), lesson.limits()));
    }

    /** The variances are those of the prompts which were not drawn: with them, the measures would be as sure as the others. */
    private void stopped(Proposal proposal, double total, double standardError, Lesson lesson) {
        say(proposal, new Measured(List.of(total), List.of(standardError * standardError), lesson.limits()));
    }

    /** The trial that others have to catch up with: none before one has drawn all its pictures and keeps the limits. */
    Optional<Integer> rival() {
        return finished.isEmpty() ? Optional.empty() : Optional.of(best().index()).filter(this::keepsLimits);
    }

    private boolean keepsLimits(int trial) {
        return keepsLimits(journal.lesson(trial, OptionalInt.empty()).orElseThrow().limits(), limits);
    }

    /** Whether measures are within their limits. */
    static boolean keepsLimits(Map<String, Reading> limited, List<Limit> limits) {
        return limits.stream().allMatch(limit -> limited.get(limit.name()).value() >= limit.least()
                && limited.get(limit.name()).value() <= limit.most());
    }

    /**
     * The trial that the search recommends, of a front the one with the highest total by the weights. As what is recommended has
     * drawn all its pictures, it is the one with the highest score where the search recommends one that was stopped.
     *
     * @throws dev.cupel.optimizer.search.SearchException if there is none
     */
    Best best() {
        List<Recommendation> front = search.front();
        Recommendation only = front.getFirst();
        if (front.size() == 1 && finished.containsKey(only.index())) {
            return new Best(only.index(), only.values(), only.mean());
        }
        Comparator<Best> higher = Comparator.comparingDouble(Best::mean);
        return front().stream().map(finished::get).max(higher)
                .orElseGet(() -> finished.values().stream().max(higher).orElseThrow());
    }

    /** The trials that no other surpasses in all objectives of the front, the highest in the first one first. */
    List<Integer> front() {
        return search.front().stream().map(Recommendation::index).filter(finished::containsKey).toList();
    }

    /** The best trials that have drawn all their pictures, as the search believes, the best first. */
    List<Integer> finalists(int count) {
        return search.ranked().stream().map(Recommendation::index).filter(finished::containsKey).limit(count).toList();
    }

    /** Whether there is a trial that has drawn all its pictures. */
    boolean any() {
        return !finished.isEmpty();
    }

    /** Where a trial that has drawn all its pictures lies. */
    Map<String, Double> values(int trial) {
        return finished.get(trial).values();
    }
}
