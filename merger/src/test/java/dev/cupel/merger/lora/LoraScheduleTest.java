package dev.cupel.merger.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Miniature;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.Weights;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraScheduleTest {

    private static LoraSchedule of(String text) {
        return LoraTag.parse(List.of(text.split(":", -1))).first();
    }

    /** Of 20 steps; expected by numpy.interp with the step and the count that the extension has. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0@0,1@0.5,0@1 | 0 0 0.1111 0.5556 1 0.1111 0",
            "1@0.5;0.25@1 | 1 1 1 1 1 0.3333 0.25",
            "0@5,1@6 | 0 0 0 0 1 1 1", "0.8 | 0.8 0.8 0.8 0.8 0.8 0.8 0.8", "1@1,0@0 | 0 0 0.0556 0.2778 0.5 0.9444 1"})
    void weightsGoStraightFromPlaceToPlace(String text, String expected) {
        LoraSchedule schedule = of(text);

        double[] weights = Arrays.stream(new int[]{0, 1, 2, 6, 10, 18, 19})
                .mapToDouble(step -> Math.round(1e4 * schedule.at(step, Math.max(0, step - 1), 20).unet()) / 1e4)
                .toArray();

        assertThat(weights)
                .containsExactly(Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray());
        assertThat(schedule.at(12, 12, 20).textEncoder()).isEqualTo(schedule.at(0, 0, 20).unet());
    }

    @Test
    void startAndStopCountDoneSteps() {
        for (LoraSchedule schedule : List.of(of("0.5:step=5-10"), of("0.5:start=5:stop=10"))) {
            assertThat(schedule.constant()).isFalse();
            assertThat(schedule.at(4, 4, 20).unet()).isZero();
            assertThat(schedule.at(5, 5, 20).unet()).isEqualTo(0.5);
            assertThat(schedule.at(9, 9, 20).unet()).isEqualTo(0.5);
            assertThat(schedule.at(10, 10, 20).unet()).isZero();
            assertThat(schedule.at(10, 10, 20).textEncoder()).isEqualTo(0.5);
        }
    }

    @Test
    void constantIsTheStrengthThatMergingTakes() {
        LoraSchedule schedule = of("0.7:unet=0.4:lbw=OUTALL");

        assertThat(schedule.constant()).isTrue();
        assertThat(schedule.at(3, 3, 20)).isEqualTo(LoraStrength.parse(List.of("0.7", "0.4", "lbw=OUTALL")));
        assertThat(schedule.largest()).isEqualTo(schedule.at(0, 0, 20));
        assertThat(of("0@0,-2@1").largest().unet()).isEqualTo(2);
        assertThatThrownBy(() -> LoraStrength.parse(List.of("0@0,1@1")))
                .hasMessageContaining("must be one number here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8", "-1.5:unet=0.25:lbw=OUTALL"})
    void strengthsReachedOnTheWayGiveTheBitsOfMerging(String text) {
        LoraStrength wanted = of(text).at(0, 0, 1);
        for (var file : List.of(Miniature.SEPIA, Miniature.KAT)) {
            try (LoadedWeights model = LoadedWeights.open(Miniature.V1_5, false);
                    Lora lora = Lora.open(file);
                    LoraWeights merged = LoraWeights.on(model, lora, wanted);
                    LoraWeights moving = LoraWeights.on(model, lora, LoraStrength.of(2))) {
                long before = moving.version(moving.targets().iterator().next());
                moving.apply(LoraStrength.of(0));
                assertThat(values(moving)).isEqualTo(values(model));
                moving.apply(wanted);
                assertThat(values(moving)).isEqualTo(values(merged));
                assertThat(moving.version(moving.targets().iterator().next())).isGreaterThan(before);
            }
        }
    }

    private static Map<String, Integer> values(Weights weights) {
        Map<String, Integer> hashes = new TreeMap<>();
        weights.names().forEach(name -> hashes.put(name,
                Arrays.hashCode(weights.data(name).toArray(ValueLayout.JAVA_INT_UNALIGNED))));
        return hashes;
    }
}
