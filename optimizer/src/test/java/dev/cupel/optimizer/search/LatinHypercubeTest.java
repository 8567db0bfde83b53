package dev.cupel.optimizer.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LatinHypercubeTest {
    private static final int SIZE = 10;
    private static final LatinHypercube HYPERCUBES = new LatinHypercube(3, SIZE, new Seeds(1));

    @Test
    void ofEachBlockOnePointIsInEachSliceOfEachAxis() {
        for (int block = 0; block < 4; block++) {
            for (int j = 0; j < 3; j++) {
                assertThat(slices(block, j)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
            }
        }
    }

    @Test
    void neitherTheAxesNorTheBlocksAreShuffledAlike() {
        List<List<Integer>> orders = Stream.of(0, 1)
                .flatMap(block -> Stream.of(0, 1, 2).map(j -> Arrays.stream(slices(block, j)).boxed().toList()))
                .toList();

        assertThat(orders).doesNotHaveDuplicates();
    }

    /** In what order the points of a block go through the slices of an axis. */
    private static int[] slices(int block, int axis) {
        return IntStream.range(block * SIZE, (block + 1) * SIZE)
                .map(i -> (int) (SIZE * HYPERCUBES.point(i)[axis])).toArray();
    }
}
