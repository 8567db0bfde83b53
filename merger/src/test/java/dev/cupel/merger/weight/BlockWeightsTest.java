package dev.cupel.merger.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.Block;
import org.junit.jupiter.api.Test;

class BlockWeightsTest {

    private static final String TEXT = "1,0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1,1.1,1.2,2,3,4,5,6,7,8,9,10,11,12,-1.5";

    @Test
    void numbersAreReadInTheOrderBaseInputMiddleOutput() {
        BlockWeights weights = BlockWeights.parse(TEXT);

        assertThat(weights.of(Block.BASE)).isEqualTo(1);
        assertThat(weights.of(Block.IN01)).isEqualTo(0.1);
        assertThat(weights.of(Block.M00)).isEqualTo(1.2);
        assertThat(weights.of(Block.OUT00)).isEqualTo(2);
        assertThat(weights.of(Block.OUT11)).isEqualTo(-1.5);
        assertThat(weights.text()).isEqualTo(TEXT);
        assertThat(BlockWeights.parse(TEXT.replace(",", " , "))).isEqualTo(weights);
    }

    @Test
    void anotherCountIsAnErrorThatSaysTheOrder() {
        assertThatThrownBy(() -> BlockWeights.parse("1,2,3")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there must be 26 block weights, but there are 3")
                .hasMessageContaining("BASE, IN00");
    }

    @Test
    void whatIsNoNumberIsAnError() {
        assertThatThrownBy(() -> BlockWeights.parse(TEXT.replace("0.1", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the weight of IN01 must be a finite number, but is ''");
        assertThatThrownBy(() -> BlockWeights.parse(TEXT.replace("0.1", "NaN")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("IN01").hasMessageContaining("NaN");
    }

    @Test
    void oneBlockCanBeChanged() {
        BlockWeights weights = BlockWeights.uniform(1).with(Block.M00, 0.5);

        assertThat(weights.of(Block.M00)).isEqualTo(0.5);
        assertThat(weights.of(Block.IN00)).isEqualTo(1);
    }
}
