package dev.cupel.optimizer.search;

import dev.cupel.optimizer.acquisition.Surrogates;
import dev.cupel.optimizer.gp.Surrogate;
import dev.cupel.optimizer.space.Encoding;
import java.util.List;
import java.util.stream.IntStream;

/** The models of everything that a search is told: of each objective, and of each measure that has a limit. */
final class Models {
    private final History history;
    private final Encoding encoding;
    private final List<Limit> limits;
    private final List<Model> limited;
    private List<Model> objectives = List.of();

    Models(History history, Encoding encoding, List<Limit> limits) {
        this.history = history;
        this.encoding = encoding;
        this.limits = limits;
        this.limited = limits.stream()
                .map(limit -> new Model(history, encoding, History.Quantity.limited(limit), false)).toList();
    }

    /**
     * What is believed after all outcomes.
     *
     * @throws SearchException if nothing was measured
     */
    Surrogates current() {
        return new Surrogates(objectives().stream().map(Model::current).toList(), limited());
    }

    /** Of a measure of which nothing is known yet, as after an earlier search without its limit, nothing is believed. */
    private List<Surrogates.Limited> limited() {
        return IntStream.range(0, limits.size()).filter(i -> history.tells(limits.get(i)))
                .mapToObj(i -> new Surrogates.Limited(limited.get(i).current(), limits.get(i).least(),
                        limits.get(i).most()))
                .toList();
    }

    /** What is believed if the objectives are mixed into one. */
    Surrogates mixed(History.Quantity mixture) {
        Surrogate surrogate = Surrogate
                .fitStraight(history.observations(history.count(), encoding, mixture).orElseThrow());
        return new Surrogates(List.of(surrogate), limited());
    }

    /** The model of the first objective. */
    Surrogate first() {
        return objectives().getFirst().current();
    }

    private List<Model> objectives() {
        int count = history.objectives();
        if (objectives.size() != count) {
            // a warp of the lower half would change what is traded for what
            objectives = IntStream.range(0, count).mapToObj(number -> new Model(history, encoding,
                    History.Quantity.objective(number), count == 1)).toList();
        }
        return objectives;
    }
}
