package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Observations;
import dev.cupel.optimizer.space.Encoding;
import dev.cupel.optimizer.space.Space;
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
    private final int earlier;
    private int nextIndex;

    /** A history that begins with that of an earlier search, whose proposals have negative numbers. */
    History(Space space, List<Advice.Earlier> earlier) {
        this.earlier = earlier.size();
        for (Advice.Earlier one : earlier) {
            double[] point = space.snapped(space.checked(one.point()));
            checkOneNumber("an earlier outcome", one.outcome());
            told.add(new Told(new Proposal(told.size() - this.earlier, point, space.values(point), Origin.EARLIER),
                    one.outcome()));
        }
    }

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

    void startAt(int index) {
        nextIndex = Math.max(nextIndex, index);
    }

    /** How many outcomes are those of an earlier search. */
    int earlier() {
        return earlier;
    }

    /** Everything that was told, in that order, beginning with the earlier search. */
    List<Told> told() {
        return told;
    }

    /** What was told of this search and did not fail; at least one. */
    List<Told> measured() {
        List<Told> measured = told.stream().skip(earlier).filter(one -> one.value().isPresent()).toList();
        if (measured.isEmpty()) {
            throw new SearchException("""
                    search: at least one value must be told before one can be the best, but none was.
                    Maybe all evaluations failed: see their causes.""");
        }
        return measured;
    }

    /** Whether there is anything that a model can be fitted to. */
    boolean informs() {
        return told.stream().anyMatch(one -> one.value().isPresent());
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
        checkOneNumber("proposal " + index, outcome);
        if (!pending.containsKey(index)) {
            throw new SearchException("""
                    proposal %s: only a pending proposal can be told, and pending are %s.
                    Maybe it was told before, or must be adopted first.""".formatted(index, pending.keySet()));
        }
        told.add(new Told(pending.remove(index), outcome));
    }

    private static void checkOneNumber(String what, Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured && measured.values().size() > 1) {
            throw new SearchException("""
                    %s: this search optimises one number, but was told %s.
                    Maybe tell a weighted sum of them.""".formatted(what, measured.values()));
        }
    }

    /** How many outcomes are known, those of the earlier search included. */
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
        double[][] points = first.stream().map(Told::proposal).map(proposal -> proposal.index() < 0
                ? encoding.earlier(proposal.point())
                : encoding.encoded(proposal.point())).toArray(double[][]::new);
        double[] values = first.stream().mapToDouble(one -> one.value().orElse(worst.getAsDouble())).toArray();
        double[] variances = first.stream().mapToDouble(Told::variance).toArray();
        return Optional.of(new Observations(points, values, variances));
    }

    private static Stream<Double> values(Told one) {
        return one.value().stream().boxed();
    }
}
