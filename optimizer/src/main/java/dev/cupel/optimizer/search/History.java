package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Acquisition;
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
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What was asked and what was told, in order. */
final class History {
    private static final double DOUBT = 0.25;

    private final Map<Integer, Proposal> pending = new LinkedHashMap<>();
    private final List<Told> told = new ArrayList<>();
    private final SearchSettings settings;
    private final List<Integer> studies;
    private int objectives;
    private int nextIndex;

    /** A history that begins with those of earlier searches, whose proposals have negative numbers. */
    History(Space space, SearchSettings settings, List<Advice.Earlier> earlier) {
        this.settings = settings;
        this.objectives = settings.goal().reference().size();
        this.studies = earlier.stream().map(Advice.Earlier::study).toList();
        for (Advice.Earlier one : earlier) {
            double[] point = space.snapped(space.checked(one.point()));
            checkObjectives("an earlier outcome", one.outcome());
            settleObjectives(one.outcome());
            told.add(new Told(new Proposal(told.size() - earlier(), point, space.values(point), Origin.EARLIER),
                    one.outcome()));
        }
    }

    /** What became of a proposal. */
    record Told(Proposal proposal, Outcome outcome) {

        /** What was measured; empty if it failed. */
        Optional<Outcome.Measured> measured() {
            return switch (outcome) {
                case Outcome.Measured measured -> Optional.of(measured);
                case Outcome.Failed _ -> Optional.empty();
            };
        }
    }

    /**
     * One of the things that are measured.
     *
     * @param known whether an outcome tells it: one of an earlier search need not tell what has a limit now
     * @param value of an outcome that tells it
     * @param variance of the value
     * @param failsLow whether a failed evaluation has the worst value, so that the search avoids its surroundings; else it is
     *     left out
     */
    record Quantity(Predicate<Outcome.Measured> known, ToDoubleFunction<Outcome.Measured> value,
            ToDoubleFunction<Outcome.Measured> variance, boolean failsLow) {

        static Quantity objective(int number) {
            return new Quantity(_ -> true, measured -> measured.values().get(number),
                    measured -> measured.variances().get(number), true);
        }

        static Quantity limited(Limit limit) {
            return new Quantity(measured -> measured.limits().containsKey(limit.name()),
                    measured -> measured.limits().get(limit.name()).value(),
                    measured -> measured.limits().get(limit.name()).variance(), false);
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
        return studies.size();
    }

    /** Everything that was told, in that order, beginning with the earlier search. */
    List<Told> told() {
        return told;
    }

    /** What was told of this search and did not fail; at least one. */
    List<Told> measured() {
        List<Told> measured = told.stream().skip(earlier()).filter(one -> one.measured().isPresent()).toList();
        if (measured.isEmpty()) {
            throw new SearchException("""
                    search: at least one value must be told before one can be the best, but none was.
                    Maybe all evaluations failed: see their causes.""");
        }
        return measured;
    }

    /** Whether anything was told of a measure that has a limit. */
    boolean tells(Limit limit) {
        return told.stream().flatMap(one -> one.measured().stream())
                .anyMatch(measured -> measured.limits().containsKey(limit.name()));
    }

    /** Whether there is anything that a model can be fitted to. */
    boolean informs() {
        return told.stream().anyMatch(one -> one.measured().isPresent());
    }

    /** How many objectives there are; 1 as long as nothing was measured. */
    int objectives() {
        return objectives == 0 ? 1 : objectives;
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
        if (!pending.containsKey(index)) {
            throw new SearchException("""
                    proposal %s: only a pending proposal can be told, and pending are %s.
                    Maybe it was told before, or must be adopted first.""".formatted(index, pending.keySet()));
        }
        check("proposal " + index, outcome);
        settleObjectives(outcome);
        told.add(new Told(pending.remove(index), outcome));
    }

    /** The first outcome decides how many objectives there are, if the goal does not. */
    private void settleObjectives(Outcome outcome) {
        if (outcome instanceof Outcome.Measured measured) {
            objectives = measured.values().size();
        }
    }

    /** Refuses an outcome that could not be told; changes nothing. */
    void check(String what, Outcome outcome) {
        checkObjectives(what, outcome);
        if (outcome instanceof Outcome.Measured measured) {
            checkLimits(what, measured);
        }
    }

    private void checkObjectives(String what, Outcome outcome) {
        if (!(outcome instanceof Outcome.Measured measured)) {
            return;
        }
        settings.checkObjectives(what, measured.values().size());
        if (objectives != 0 && measured.values().size() != objectives) {
            throw new SearchException("""
                    %s: this search optimises %s, but was told %s.
                    Maybe tell as many as the first time.""".formatted(what,
                    objectives == 1 ? "one number" : objectives + " numbers", measured.values()));
        }
    }

    private void checkLimits(String what, Outcome.Measured measured) {
        List<String> names = settings.goal().limits().stream().map(Limit::name).sorted().toList();
        if (!names.equals(measured.limits().keySet().stream().sorted().toList())) {
            throw new SearchException("""
                    %s: it must tell the measures that have limits, %s, but it tells %s.
                    Maybe tell {"value":1,"limits":{"broken":0}}, or "failed" of what could not be measured."""
                    .formatted(what, names, measured.limits().keySet()));
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

    /** Whether a point is pending, or as near to one that is as if it were the same. */
    boolean isNearPending(double[] point) {
        return pending.values().stream().anyMatch(proposal -> Acquisition.isNearPending(point, proposal.point()));
    }

    /** Whether a point is pending or was told in this search. */
    boolean knows(double[] point) {
        return isPending(point)
                || told.stream().skip(earlier()).anyMatch(one -> Arrays.equals(one.proposal().point(), point));
    }

    /**
     * The first outcomes as a model of a quantity takes them. Empty if none of them was measured. The worst value of a failed one has the
     * variance of all values, times {@value #DOUBT}: one failure among good values may be an accident, several are a place to avoid.
     */
    Optional<Observations> observations(int count, Encoding encoding, Quantity quantity) {
        List<Told> first = told.subList(0, count).stream()
                .filter(one -> one.measured().map(quantity.known()::test).orElse(quantity.failsLow())).toList();
        OptionalDouble worst = first.stream().flatMap(one -> one.measured().stream()).mapToDouble(quantity.value())
                .min();
        if (worst.isEmpty()) {
            return Optional.empty();
        }
        double[][] points = first.stream().map(Told::proposal).map(proposal -> proposal.index() < 0
                ? encoding.earlier(proposal.point(), studies.get(proposal.index() + earlier()))
                : encoding.encoded(proposal.point())).toArray(double[][]::new);
        double[] values = first.stream().mapToDouble(
                one -> one.measured().map(quantity.value()::applyAsDouble).orElse(worst.getAsDouble())).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double spread = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
        double[] variances = first.stream()
                .mapToDouble(one -> one.measured().map(quantity.variance()::applyAsDouble).orElse(DOUBT * spread))
                .toArray();
        return Optional.of(new Observations(points, values, variances));
    }
}
