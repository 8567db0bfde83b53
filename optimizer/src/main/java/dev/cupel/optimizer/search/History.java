package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Observations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What was asked and what was told, in order. */
final class History {
    private final Map<Integer, Proposal> pending = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int nextIndex;

    /** What became of a proposal. */
    sealed interface Outcome {
        Proposal proposal();
    }

    /** It was evaluated. */
    record Measured(Proposal proposal, double value, double variance) implements Outcome {}

    /** It could not be evaluated. */
    record Failed(Proposal proposal) implements Outcome {}

    int nextIndex() {
        return nextIndex;
    }

    List<Proposal> pending() {
        return List.copyOf(pending.values());
    }

    List<Measured> measured() {
        return outcomes.stream().flatMap(History::measured).toList();
    }

    private static Stream<Measured> measured(Outcome outcome) {
        return switch (outcome) {
            case Measured measured -> Stream.of(measured);
            case Failed ignored -> Stream.empty();
        };
    }

    void add(Proposal proposal) {
        boolean told = outcomes.stream().anyMatch(outcome -> outcome.proposal().index() == proposal.index());
        if (proposal.index() < 0 || told || pending.containsKey(proposal.index())) {
            throw new SearchException("""
                    search: a proposal must have a number that is new and not negative, but it is %s.
                    Maybe the journal holds this trial twice.""".formatted(proposal.index()));
        }
        pending.put(proposal.index(), proposal);
        nextIndex = Math.max(nextIndex, proposal.index() + 1);
    }

    void measured(int index, double value, double variance) {
        if (!Double.isFinite(value) || !Double.isFinite(variance) || variance < 0) {
            throw new SearchException(
                    """
                            proposal %s: its value must be finite and its variance finite and not negative, but they are %s and %s.
                            Maybe the evaluation failed: then tell so with tellFailed."""
                            .formatted(index, value, variance));
        }
        outcomes.add(new Measured(settle(index), value, variance));
    }

    void failed(int index) {
        outcomes.add(new Failed(settle(index)));
    }

    private Proposal settle(int index) {
        Proposal proposal = pending.remove(index);
        if (proposal == null) {
            throw new SearchException("""
                    proposal %s: only a pending proposal can be told, and pending are %s.
                    Maybe it was told before, or must be adopted first.""".formatted(index, pending.keySet()));
        }
        return proposal;
    }

    /** How many outcomes are known. */
    int count() {
        return outcomes.size();
    }

    /**
     * The first outcomes as a model takes them: a failed one has the worst value of these, so that the search avoids its
     * surroundings. Empty if none of them was measured.
     */
    Optional<Observations> observations(int count) {
        List<Outcome> first = outcomes.subList(0, count);
        OptionalDouble worst = first.stream().flatMap(History::measured).mapToDouble(Measured::value).min();
        if (worst.isEmpty()) {
            return Optional.empty();
        }
        double[][] points = first.stream().map(outcome -> outcome.proposal().point()).toArray(double[][]::new);
        double[] values = first.stream().mapToDouble(outcome -> switch (outcome) {
            case Measured m -> m.value();
            case Failed ignored -> worst.getAsDouble();
        }).toArray();
        double[] variances = first.stream().mapToDouble(outcome -> switch (outcome) {
            case Measured m -> m.variance();
            case Failed ignored -> 0;
        }).toArray();
        return Optional.of(new Observations(points, values, variances));
    }
}
