package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Front;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The order of outcomes from the best to the worst, for searchers that know no more of them: first those that keep all limits, by
 * their values; then the others, by how far they are beyond the limits; failures last. Of several objectives the front
 * comes first, then the front of the rest, and so on; in a front, those with the most room around them (K. Deb et al., "NSGA-II",
 * IEEE Trans. Evol. Comput. 6, 2002).
 *
 * @param limits what must hold
 */
record Ranking(List<Limit> limits) {

    /** The outcomes in that order; those that are alike stay as they were told. */
    List<History.Told> ranked(List<History.Told> told) {
        List<History.Told> measured = told.stream().filter(one -> one.measured().isPresent()).toList();
        List<History.Told> beyond = measured.stream().filter(one -> excess(one) > 0)
                .sorted(Comparator.comparingDouble(this::excess)).toList();
        return Stream.of(fronts(measured.stream().filter(this::holds).toList()), beyond,
                told.stream().filter(one -> one.measured().isEmpty()).toList()).flatMap(List::stream).toList();
    }

    /** Those that keep all limits and are surpassed by no other; the first front of {@link #ranked}. */
    List<History.Told> front(List<History.Told> told) {
        List<History.Told> holding = told.stream().filter(one -> one.measured().isPresent()).filter(this::holds)
                .toList();
        return Front.of(holding.stream().map(Ranking::values).toList()).stream().map(holding::get).toList();
    }

    private static List<History.Told> fronts(List<History.Told> holding) {
        if (holding.stream().allMatch(one -> values(one).length == 1)) {
            return holding.stream().sorted(Comparator.comparingDouble(one -> -values(one)[0])).toList();
        }
        List<History.Told> ranked = new ArrayList<>();
        List<History.Told> rest = holding;
        while (!rest.isEmpty()) {
            List<double[]> values = rest.stream().map(Ranking::values).toList();
            List<Integer> front = Front.of(values);
            double[] room = Front.room(front.stream().map(values::get).toList());
            IntStream.range(0, room.length).boxed().sorted(Comparator.comparingDouble(i -> -room[i]))
                    .map(front::get).map(rest::get).forEach(ranked::add);
            List<History.Told> before = rest;
            rest = IntStream.range(0, rest.size()).filter(i -> !front.contains(i)).mapToObj(before::get).toList();
        }
        return ranked;
    }

    /** Whether a measured outcome keeps all limits. */
    boolean holds(History.Told told) {
        return excess(told) == 0;
    }

    private double excess(History.Told told) {
        Outcome.Measured measured = told.measured().orElseThrow();
        return limits.stream().filter(limit -> measured.limits().containsKey(limit.name()))
                .mapToDouble(limit -> limit.excess(measured.limits().get(limit.name()).value())).sum();
    }

    private static double[] values(History.Told told) {
        return told.measured().orElseThrow().values().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
