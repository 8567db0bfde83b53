package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cupel.evaluator.Golden;
import org.junit.jupiter.api.Test;

/** Against the web UI's "NV" source, written anew in numpy: all comparisons are of bits. */
class PhiloxRandomTest {

    @Test
    void drawsHaveTheBitsOfTheWebUi() {
        for (JsonNode run : Golden.json("rng/philox_nv.json").get("cases")) {
            PhiloxRandom random = new PhiloxRandom(run.get("seed").longValue());

            TorchRandomTest.assertBits(random.normals(run.get("n").intValue()), run.get("draw0"));
            TorchRandomTest.assertBits(random.normals(run.get("n").intValue()), run.get("draw1"));
        }
    }

    @Test
    void firstNumbersOfSeedZeroAreThePublishedOnes() {
        assertThat(new PhiloxRandom(0).normals(4)).containsExactly(
                new float[]{-0.9246624f, -0.4253440f, -2.6438458f, 0.1451839f}, within(1e-7f));
    }

    @Test
    void sourcesAreNamedAsInTheWebUi() {
        assertThat(RandomSource.named("nv")).contains(RandomSource.NV);
        assertThat(RandomSource.named("Mac")).isEmpty();
        assertThat(RandomSource.GPU.open(5).normals(3)).isEqualTo(RandomSource.NV.open(5).normals(3));
        assertThat(RandomSource.CPU.open(5).normals(3)).isEqualTo(new TorchRandom(5).normals(3));
    }
}
