package dev.cupel.merger.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cupel.merger.checkpoint.Block;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetTest {

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
            "WRAP08 0,1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1",
            "WRAP12 0,1,1,1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1",
            "WRAP14 0,1,1,1,1,1,1,1,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1",
            "WRAP16 0,1,1,1,1,1,1,1,1,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1",
            "MID12_50 0,0,0,0,0,0,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5,0,0,0,0,0,0",
            "OUT07 0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1",
            "OUT12 0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1",
            "OUT12_5 0,0,0,0,0,0,0,0,0,0,0,0,0,0.5,1,1,1,1,1,1,1,1,1,1,1,1",
            "RING08_SOFT 0,0,0,0,0,0,0.5,1,1,1,0.5,0,0,0,0,0,0.5,1,1,1,0.5,0,0,0,0,0",
            "RING08_5 0,0,0,0,0,0,0,1,1,1,1,0,0,0,0,0,1,1,1,1,0,0,0,0,0,0",
            "RING10_5 0,0,0,0,0,0,1,1,1,1,1,0,0,0,0,0,1,1,1,1,1,0,0,0,0,0",
            "RING10_3 0,0,0,0,0,0,0,1,1,1,1,1,0,0,0,1,1,1,1,1,0,0,0,0,0,0",
            "ALL_A 0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0",
            "ALL_B 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1"})
    void presetsInStepsAreThePublishedOnes(String name, String published) {
        assertThat(Preset.of(name).weights()).isEqualTo(BlockWeights.parse(published));
    }

    /** Single numbers of the published tables; 1e-10 is the last digit of GRAD_V and GRAD_A. */
    @ParameterizedTest
    @CsvSource({"GRAD_V, IN01, 0.9166666667", "GRAD_V, M00, 0", "GRAD_A, IN01, 0.0833333333", "GRAD_A, M00, 1",
            "FLAT_25, OUT03, 0.25", "FLAT_75, IN03, 0.75", "SMOOTHSTEP, IN01, 0.00506365740740741",
            "REVERSE_SMOOTHSTEP, IN01, 0.994936342592593", "2SMOOTHSTEP, IN05, 0.224247685185185",
            "2R_SMOOTHSTEP, IN05, 0.775752314814815",
            "3SMOOTHSTEP, IN02, 0.0590277777777778", "4SMOOTHSTEP, IN06, 0.625",
            "4R_SMOOTHSTEP, IN05, 0.55150462962963",
            "HALF_SMOOTHSTEP, IN06, 0.5", "HALF_R_SMOOTHSTEP, IN05, 0.623842592592593",
            "ONE_THIRD_SMOOTHSTEP, IN06, 0.84375", "ONE_THIRD_R_SMOOTHSTEP, IN08, 0",
            "ONE_FOURTH_SMOOTHSTEP, IN04, 0.740740740740741", "COSINE, IN02, 0.982962913144534",
            "REVERSE_COSINE, IN03, 0.0380602337443566", "TRUE_CUBIC_HERMITE, IN00, 0",
            "TRUE_CUBIC_HERMITE, IN01, 0.199031876929012", "TRUE_REVERSE_CUBIC_HERMITE, IN00, 1",
            "FAKE_CUBIC_HERMITE, IN02, 0.28491512345679", "FAKE_REVERSE_CUBIC_HERMITE, IN01, 0.842423804012346"})
    void smoothPresetsAreThePublishedOnes(String name, Block block, double published) {
        assertThat(Preset.of(name).weights().of(block)).isCloseTo(published, within(1e-10));
    }

    @Test
    void thereAreAllButTheHandEditedOne() {
        assertThat(Preset.all()).hasSize(38).extracting(Preset::name).doesNotHaveDuplicates()
                .doesNotContain("LOW_OFFSET_CUBIC_HERMITE");
        assertThat(Preset.all()).allSatisfy(preset -> assertThat(preset.weights().of(Block.BASE))
                .isEqualTo(preset.name().equals("ALL_B") ? 1 : 0));
    }

    /**
     * The hash is of sd-meh's table (04af2c8), each number as {@code floor(1e8 w + 0.37)}, a line for each name in order: so
     * the rules give all 988 published numbers to 8 digits. SuperMerger's table has the same numbers.
     */
    @Test
    void allPresetsAreThePublishedOnes() throws NoSuchAlgorithmException {
        String table = Preset.all().stream().sorted(Comparator.comparing(Preset::name))
                .map(preset -> preset.name() + " " + DoubleStream.of(preset.weights().values())
                        .mapToObj(weight -> String.valueOf((long) Math.floor(weight * 1e8 + 0.37)))
                        .collect(Collectors.joining(",")) + "\n")
                .collect(Collectors.joining());

        byte[] hash = MessageDigest.getInstance("SHA-256").digest(table.getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("fa4064dae19f947cef11f284656f4db96f240a1edcaacabbad93c66112b7be97");
    }

    @Test
    void whatIsReversedAndWhatIsNotAddUpToOne() {
        for (int i = 0; i < Preset.all().size() - 1; i++) {
            Preset reverse = Preset.all().get(i + 1);
            if (reverse.name().contains("R_SMOOTHSTEP") || reverse.name().contains("REVERSE")) {
                double[] half = Preset.all().get(i).weights().towards(reverse.weights(), 0.5).with(Block.BASE, 0.5)
                        .values();

                assertThat(half).containsExactly(BlockWeights.uniform(0.5).values(), within(1e-15));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"SMOOTHSTEP*2, 2SMOOTHSTEP", "R_SMOOTHSTEP*3, 3R_SMOOTHSTEP", "SMOOTHSTEP/3, ONE_THIRD_SMOOTHSTEP",
            "R_SMOOTHSTEP/2, HALF_R_SMOOTHSTEP", "REVERSE-SMOOTHSTEP, REVERSE_SMOOTHSTEP", "GRAD_V, GRAD_V"})
    void superMergersNamesAreKnown(String alias, String name) {
        assertThat(Preset.of(alias)).isEqualTo(Preset.of(name));
    }

    @Test
    void aMisspeltNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> Preset.of("GRAD_B")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no preset 'GRAD_B'.\nMaybe GRAD_V is meant.");
        assertThatThrownBy(() -> Preset.of("something else")).hasMessageContaining("FLAT_25, FLAT_75");
    }
}
