package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.weight.BlockWeights;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Weighting;
import org.junit.jupiter.api.Test;

class CoefficientsTest {

    private static final String TEXT = "cond_stage_model.transformer.text_model.final_layer_norm.bias";
    private static final String VAE = "first_stage_model.quant_conv.bias";
    private static final String TIME = "model.diffusion_model.time_embed.0.bias";

    @Test
    void aCoefficientIsAlphaTimesTheWeightOfItsBlock() {
        BlockWeights weights = BlockWeights.uniform(1).with(Block.BASE, 0.5).with(Block.IN00, 2);
        Coefficients coefficients = new Coefficients(0.4, weights, null);

        assertThat(coefficients.of(TEXT).alpha()).isEqualTo(0.2);
        assertThat(coefficients.of(VAE).alpha()).isEqualTo(0.2);
        assertThat(coefficients.of(TIME).alpha()).isEqualTo(0.8);
    }

    @Test
    void theTextEncoderMayHaveItsOwnWeight() {
        Coefficients coefficients = new Coefficients(0.5, BlockWeights.uniform(1), 0.0);

        assertThat(coefficients.of(TEXT).alpha()).isZero();
        assertThat(coefficients.of(VAE).alpha()).isEqualTo(0.5);
    }

    @Test
    void alphaAndBetaMayHaveDifferentWeights() {
        Coefficients coefficients = new Coefficients(new Strength(0.5, Weighting.parse("CLIP=0.5,default=1")),
                new Strength(2, Weighting.uniform(1).withRules(Rule.parseAll("CLIP:norm:0.25"))));

        assertThat(coefficients.of(TEXT)).isEqualTo(new Coefficient(0.25, 0.5));
        assertThat(coefficients.of(VAE)).isEqualTo(new Coefficient(0.5, 2));
    }

    @Test
    void numbersMustBeFinite() {
        assertThatThrownBy(() -> Coefficients.uniform(Double.NaN)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alpha or beta must be a finite number, but is NaN");
        assertThatThrownBy(() -> new Coefficients(1, BlockWeights.uniform(1), Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the weight of CLIP must be a finite number");
    }
}
