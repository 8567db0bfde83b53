package dev.cupel.merger.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.Sd15;
import dev.cupel.merger.checkpoint.Block;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightingTest {

    private static final String TEXT = "cond_stage_model.transformer.text_model.final_layer_norm.bias";
    private static final String VAE = "first_stage_model.quant_conv.bias";
    private static final String TIME = "model.diffusion_model.time_embed.0.bias";
    private static final String HEAD = "model.diffusion_model.out.2.bias";

    @Test
    void aPartWithoutAWeightHasThatOfItsBlock() {
        Weighting weighting = Weighting.parse("BASE=0.1,IN00=0.2,OUT11=0.3");

        assertThat(weighting.of(TEXT)).isEqualTo(0.1);
        assertThat(weighting.of(VAE)).isEqualTo(0.1);
        assertThat(weighting.of(TIME)).isEqualTo(0.2);
        assertThat(weighting.of(HEAD)).isEqualTo(0.3);
    }

    @Test
    void aPartMayHaveAWeightOfItsOwn() {
        Weighting weighting = Weighting.parse("TIME_EMBED=1,OUT=2,CLIP=3,VAE=4,default=0");

        assertThat(weighting.of(TIME)).isEqualTo(1);
        assertThat(weighting.of(HEAD)).isEqualTo(2);
        assertThat(weighting.of(TEXT)).isEqualTo(3);
        assertThat(weighting.of(VAE)).isEqualTo(4);
        assertThat(weighting.blocks()).isEqualTo(BlockWeights.uniform(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "default=1,IN00=0.5,OUT09..OUT11=0.2 | 1,0.5,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,0.2,0.2,0.2",
            "IN=0,IN03=2                         | 1,0,0,0,2,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1,1",
            "UNET=0:0.5:1,BASE=7 | 7,0,0.041666666666666664,0.08333333333333333,0.125,0.16666666666666666,"
                    + "0.20833333333333334,0.25,0.2916666666666667,0.3333333333333333,0.375,0.4166666666666667,"
                    + "0.4583333333333333,0.5,0.5416666666666666,0.5833333333333334,0.625,0.6666666666666667,"
                    + "0.7083333333333334,0.75,0.7916666666666667,0.8333333333333333,0.875,0.9166666666666667,"
                    + "0.9583333333333333,1",
            "OUT12_5,BASE=0.5            | 0.5,0,0,0,0,0,0,0,0,0,0,0,0,0.5,1,1,1,1,1,1,1,1,1,1,1,1",
            "ALL_A, OUT12@0.25           | 0,0,0,0,0,0,0,0,0,0,0,0,0,0,0.25,0.25,0.25,0.25,0.25,0.25,0.25,0.25,0.25,"
                    + "0.25,0.25,0.25",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,BASE=0 | "
                    + "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25",
            "0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19 | "
                    + "0,1,2,3,4,5,6,7,8,9,0,0,0,10,11,12,13,14,15,16,17,18,19,0,0,19",
            "1.,.5,1e-1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1 | "
                    + "1,0.5,0.1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,-1"})
    void everyFormMeansItsBlockWeights(String text, String weights) {
        double[] read = Weighting.parse(text).blocks().values();

        assertThat(read).containsExactly(BlockWeights.parse(weights).values(), within(1e-15));
    }

    @Test
    void aGradientInThePictureOfMergekit() {
        Weighting weighting = Weighting.parse("IN=0:1,OUT00..OUT11=1:0,M00=0.5");

        assertThat(weighting.blocks().of(Block.IN00)).isZero();
        assertThat(weighting.blocks().of(Block.IN11)).isEqualTo(1);
        assertThat(weighting.blocks().of(Block.IN03)).isEqualTo(3 / 11.0, within(1e-15));
        assertThat(weighting.blocks().of(Block.OUT11)).isZero();
        assertThat(new Gradient(List.of(0.0, 4.0)).at(0, 1)).isZero();
    }

    @Test
    void rulesFollowSemicolons() {
        Weighting weighting = Weighting.parse("default=0.5; IN00:time:0.7; CLIP:final:NOT".replace("NOT", "0.1"));

        assertThat(weighting.of(TIME)).isEqualTo(0.7);
        assertThat(weighting.of(TEXT)).isEqualTo(0.1);
        assertThat(weighting.of(VAE)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1,2,3 | there must be 26 block weights, but there are 3",
            "0.5 | there must be 26 block weights, but there are 1",
            "'' | there must be 26 block weights, but there are 1",
            "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25 | Maybe add it at the end: …,BASE=0",
            "GRAD_X | Maybe GRAD_V is meant", "GRAD_A,GRAD_V | Maybe write GRAD_A,GRAD_V@0.5",
            "GRAD_A,GRAD_V@half | the share of the second preset must be a finite number, but is 'half'",
            "IN0=1 | Maybe IN00 is meant", "IN00=x | the weight of IN00 must be a finite number, but is 'x'",
            "IN00=1,0.5 | after 'IN00=' there must be entries such as IN00=0.5, but there is '0.5'",
            "GRAD_V,default=1 | default must not be given where all blocks have a weight already",
            "OUT=0:1 | Maybe a range of blocks is meant", "BASE..OUT11=0:1 | Maybe write UNET, and BASE by itself",
            "IN00=1e999 | must be a finite number", "IN00=NaN | must be a finite number",
            "default=1; attn:2 | a rule must be blocks:elements:weight"})
    void whatIsWrongIsSaidInTwoLines(String text, String message) {
        assertThatThrownBy(() -> Weighting.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message).hasMessageContaining("\nMaybe ");
    }

    @Test
    void weightsAreFinite() {
        assertThatThrownBy(() -> Weighting.uniform(1).with(Part.VAE, Double.POSITIVE_INFINITY))
                .hasMessageContaining("the weight of VAE must be a finite number, but is Infinity");
        assertThatThrownBy(() -> Gradient.of(Double.NaN)).hasMessageContaining("all finite");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theTextOfAnyWeightingMeansTheSameBits(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Weighting weighting = random(random);

            Weighting read = Weighting.parse(weighting.text());

            assertThat(read).isEqualTo(weighting);
            assertThat(read.text()).isEqualTo(weighting.text());
            assertThat(Sd15.tensors().keySet()).allSatisfy(name -> assertThat(Double.doubleToRawLongBits(read.of(name)))
                    .isEqualTo(Double.doubleToRawLongBits(weighting.of(name))));
        }
    }

    private static Weighting random(Random random) {
        double[] values = random.doubles(26).map(value -> number(random, value)).toArray();
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (random.nextBoolean()) {
                parts.put(part, number(random, random.nextGaussian()));
            }
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rules.add(random.nextBoolean() ? constant(random) : gradient(random));
        }
        return new Weighting(new BlockWeights(values), parts, rules);
    }

    private static double number(Random random, double value) {
        return switch (random.nextInt(6)) {
            case 0 -> Math.rint(value);
            case 1 -> -0.0;
            case 2 -> value * 1e300;
            case 3 -> value * 1e-310;
            default -> value;
        };
    }

    private static Rule constant(Random random) {
        List<Place> places = List.of(Part.values()[random.nextInt(4)], range(random, 0));
        List<NamePattern> patterns = List.of(new NamePattern("attn" + random.nextInt(3)), new NamePattern("*.norm?.*"));
        return new Rule(new Selection<>(random.nextBoolean(), places.subList(0, random.nextInt(3))),
                new Selection<>(random.nextBoolean(), patterns.subList(0, random.nextInt(3))),
                Gradient.of(number(random, random.nextDouble())));
    }

    private static Rule gradient(Random random) {
        return new Rule(new Selection<>(false, List.of(range(random, 1))), Selection.all(),
                new Gradient(List.of(random.nextDouble(), random.nextGaussian(), 1.0)));
    }

    private static BlockRange range(Random random, int least) {
        int first = random.nextInt(least, 26);
        return new BlockRange(Block.values()[first], Block.values()[random.nextInt(first, 26)]);
    }
}
