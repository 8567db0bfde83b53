package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvolutionStrategyTest {

    /** Of a cone; some 430 trials are all that there is to find. */
    @Test
    void onceItHasCollapsedItBeginsAnewElsewhere() {
        Searcher searcher = Searcher.create(Space.of(Axis.linear("x", 0, 1), Axis.linear("y", 0, 1)),
                new SearchSettings(1, 8, Method.EVOLUTION));
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Proposal proposal = searcher.ask();
            distances.add(Math.hypot(proposal.point()[0] - 0.3, proposal.point()[1] - 0.6));
            searcher.tell(i, -distances.getLast());
        }

        assertThat(distances.subList(350, 400)).allMatch(distance -> distance < 1e-4);
        assertThat(distances.subList(400, 600)).anyMatch(distance -> distance > 0.2);
    }
}
