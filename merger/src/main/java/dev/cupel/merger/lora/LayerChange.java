package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Tensor;
import java.util.List;

/**
 * How a LoRA changes a tensor W of a model.
 *
 * <p>Notation: m is the weight that the user gives, s the LoRA's own scale (alpha / rank), D the difference of {@link Delta}.
 */
sealed interface LayerChange {

    /** The family, as people call it. */
    String family();

    /** The rank, or 0 if there is none. */
    int rank();

    /** s. */
    double scale();

    /** The tensors that it is made of. */
    List<Tensor> tensors();

    /** W' = W + m s D. */
    record Addition(Delta delta, double scale) implements LayerChange {
        @Override
        public String family() {
            return delta.family();
        }

        @Override
        public int rank() {
            return delta.rank();
        }

        @Override
        public List<Tensor> tensors() {
            return delta.tensors();
        }
    }

    /**
     * DoRA: with V = W + s D, W' = W + m (g V / |V| - W), where |V| is the length of V's part for one input, or for one output
     * (S.-Y. Liu et al., DoRA: Weight-Decomposed Low-Rank Adaptation, 2024; inputs as in LyCORIS and the web UI, outputs as in
     * newer LyCORIS and PEFT).
     *
     * @param magnitude g, one number per input or output
     * @param perOutput which of the two
     */
    record Decomposition(Delta delta, double scale, Tensor magnitude, boolean perOutput) implements LayerChange {
        @Override
        public String family() {
            return "DoRA of " + delta.family();
        }

        @Override
        public int rank() {
            return delta.rank();
        }

        @Override
        public List<Tensor> tensors() {
            return delta.tensors();
        }
    }

    /**
     * IA3: W' = W + m s f W, with one f per input or output (H. Liu et al., Few-Shot Parameter-Efficient Fine-Tuning, 2022, in the
     * form of LyCORIS, which trains f around 0).
     *
     * @param factors f
     * @param perInput whether there is one per input
     */
    record Rescaling(Tensor factors, boolean perInput, double scale) implements LayerChange {
        @Override
        public String family() {
            return "IA3";
        }

        @Override
        public int rank() {
            return 0;
        }

        @Override
        public List<Tensor> tensors() {
            return List.of(factors);
        }
    }
}
