package dev.cupel.merger.weight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.Sd15;
import dev.cupel.merger.checkpoint.Block;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The mapping of the whole published Stable Diffusion 1.5: tensors and parameters of each block and part. */
class Sd15WeightsTest {

    private static final Map<String, Long> MODEL = Sd15.tensors();

    @Test
    void everyBlockHasItsPublishedTensorsAndParameters() {
        Map<Block, Integer> counts = new EnumMap<>(Block.class);
        Map<Block, Long> parameters = new EnumMap<>(Block.class);
        MODEL.forEach((name, size) -> {
            counts.merge(Block.of(name), 1, Integer::sum);
            parameters.merge(Block.of(name), size, Long::sum);
        });

        assertThat(counts.values()).containsExactly(197 + 248, 6, 36, 36, 2, 38, 36, 2, 38, 36, 2, 10, 10, 46, 12, 12,
                14, 38, 38, 40, 38, 38, 40, 38, 38, 42);
        assertThat(parameters.values()).containsExactly(123_060_557L + 83_653_863, 2_062_400L, 4_801_280L, 4_801_280L,
                921_920L, 15_746_560L, 17_384_960L, 3_687_040L, 59_345_920L, 65_899_520L, 14_746_880L, 31_138_560L,
                31_138_560L, 97_038_080L, 49_164_800L, 49_164_800L, 63_911_680L, 83_925_760L, 83_925_760L, 90_479_360L,
                25_989_760L, 21_892_480L, 23_530_880L, 6_953_280L, 5_928_640L, 5_940_804L);
        assertThat(parameters.values().stream().skip(1).mapToLong(size -> size).sum()).isEqualTo(859_520_964L);
    }

    @Test
    void everyPartHasItsPublishedTensorsAndParameters() {
        Map<Part, Integer> counts = new EnumMap<>(Part.class);
        Map<Part, Long> parameters = new EnumMap<>(Part.class);
        MODEL.forEach((name, size) -> Part.of(name).ifPresent(part -> {
            counts.merge(part, 1, Integer::sum);
            parameters.merge(part, size, Long::sum);
        }));

        assertThat(counts.values()).containsExactly(4, 4, 197, 248);
        assertThat(parameters.values()).containsExactly(2_050_560L, 12_164L, 123_060_557L, 83_653_863L);
    }

    @Test
    void everyTensorGetsTheWeightOfItsBlock() {
        List<Double> numbers = IntStream.range(0, 26).mapToObj(i -> i + 0.5).toList();
        Weighting weighting = Weighting
                .of(new BlockWeights(numbers.stream().mapToDouble(number -> number).toArray()));

        assertThat(MODEL.keySet()).allSatisfy(
                name -> assertThat(weighting.of(name)).isEqualTo(numbers.get(Block.of(name).ordinal())));
    }

    /** How SuperMerger's documentation counts: attn1 and attn2 of 16 transformers, 5 tensors each. */
    @Test
    void elementsAreFoundInTheWholeUnet() {
        List<String> found = new ArrayList<>();
        Rule rule = Rule.parse("UNET:attn:1");
        MODEL.keySet().stream().filter(rule::holds).forEach(found::add);

        assertThat(found).hasSize(16 * 2 * 5).allMatch(name -> name.contains(".attn1.") || name.contains(".attn2."));
    }
}
