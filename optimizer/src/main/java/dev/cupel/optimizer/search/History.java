package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.space.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What was asked and what was told, in order. */
final class History {
    private final Map<Integer, Proposal> pending = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();
    private int nextIndex;

    /** What became of a proposal. */
    record Told(Proposal proposal, Outcome outcome) {

        /** The value; empty if it failed. */
        OptionalDouble value() {
            return switch (outcome) {
                case Outcome.Measured measured -> OptionalDouble.of(measured.value());
                case Outcome.Failed _ -> OptionalDouble.empty();
            };
        }

        double variance() {
            return switch (outcome) {
                case Outcome.Measured measured -> measured.variance();
                case Outcome.Failed _ -> 0;
            };
        }
    }

    int nextIndex() {
        return nextIndex;
    }

    List<Proposal> pending() {
        return List.copyOf(pending.values());
    }

    /** Everything that was told, in that order. */
    List<Told> told() {
        return told;
    }

    /** What was told and did not fail. */
    List<Told> measured() {
        return told.stream().filter(one -> one.value().isPresent()).toList();
    }

    void add(Proposal proposal) {
        boolean known = told.stream().anyMatch(one -> one.proposal().index() == proposal.index());
        if (proposal.index() < 0 || known || pending.containsKey(proposal.index())) {
            throw new SearchException("""
                    search: a proposal must have a number that is new and not negative, but it is %s.
                    Maybe the journal holds this trial twice.""".formatted(proposal.index()));
        }
        pending.put(proposal.index(), proposal);
        nextIndex = Math.max(nextIndex, proposal.index() + 1);
    }

    void tell(int index, Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured && measured.values().size() > 1) {
            throw new SearchException("""
                    proposal %s: this search optimises one number, but was told %s.
                    Maybe tell a weighted sum of them.""".formatted(index, measured.values()));
        }
        if (!pending.containsKey(index)) {
            throw new SearchException("""
                    proposal %s: only a pending proposal can be told, and pending are %s.
                    Maybe it was told before, or must be adopted first.""".formatted(index, pending.keySet()));
        }
        told.add(new Told(pending.remove(index), outcome));
    }

    /** How many outcomes are known. */
    int count() {
        return told.size();
    }

    /** Whether a point is pending. */
    boolean isPending(double[] point) {
        return pending.values().stream().anyMatch(proposal -> Arrays.equals(proposal.point(), point));
    }

    /** Whether a point is pending or was told. */
    boolean knows(double[] point) {
        return isPending(point) || told.stream().anyMatch(one -> Arrays.equals(one.proposal().point(), point));
    }

    /**
     * The first outcomes as a model takes them: a failed one has the worst value of these, so that the search avoids its
     * surroundings. Empty if none of them was measured.
     */
    Optional<Observations> observations(int count, Encoding encoding) {
        List<Told> first = told.subList(0, count);
        OptionalDouble worst = first.stream().flatMap(History::values).mapToDouble(Double::doubleValue).min();
        if (worst.isEmpty()) {
            return Optional.empty();
        }
        double[][] points = first.stream().map(one -> encoding.encoded(one.proposal().point()))
                .toArray(double[][]::new);
        double[] values = first.stream().mapToDouble(one -> one.value().orElse(worst.getAsDouble())).toArray();
        double[] variances = first.stream().mapToDouble(Told::variance).toArray();
        return Optional.of(new Observations(points, values, variances));
    }

    private static Stream<Double> values(Told one) {
        return one.value().stream().boxed();
    }
}
