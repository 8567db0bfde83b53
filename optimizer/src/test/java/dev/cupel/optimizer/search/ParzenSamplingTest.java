package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.optimizer.space.Axis;
import dev.cupel.optimizer.space.Space;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParzenSamplingTest {
    private static final Space LINE = Space.of(Axis.linear("x", 0, 1));

    /** The highest values are at 0.3. */
    @Test
    void whatIsPendingDrivesTheNextPointsAway() {
        History history = new History(LINE, new SearchSettings(1, 8, Method.PARZEN), List.of());
        for (int i = 0; i < 20; i++) {
            add(history, i, (i + 0.5) / 20);
            history.tell(i, Outcome.of(-Math.abs((i + 0.5) / 20 - 0.3)));
        }
        double alone = near(history);

        IntStream.range(20, 30).forEach(i -> add(history, i, 0.3));

        assertThat(near(history)).isLessThan(0.5 * alone);
    }

    /** How many of a hundred points are near 0.3. */
    private static double near(History history) {
        ParzenSampling sampling = new ParzenSampling(LINE, history, new Ranking(List.of()), new Seeds(1), 8);
        return IntStream.range(0, 100).mapToDouble(attempt -> sampling.point(30, attempt)[0])
                .filter(x -> Math.abs(x - 0.3) < 0.05).count();
    }

    private static void add(History history, int index, double x) {
        history.add(new Proposal(index, new double[]{x}, LINE.values(new double[]{x}), Origin.ADOPTED));
    }
}
