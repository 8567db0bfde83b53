package dev.cupel.optimizer.cli;

import dev.cupel.merger.live.Weights;
import dev.cupel.merger.lora.Lora;
import dev.cupel.merger.lora.LoraWeights;
import dev.cupel.merger.lora.WeightedLora;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A model with LoRAs laid over it, one after the other. */
final class LoraStack implements AutoCloseable {

    private final Weights model;
    private final Deque<LoraWeights> layers = new ArrayDeque<>();

    private LoraStack(Weights model) {
        this.model = model;
    }

    /**
     * @param model stays open longer than the stack
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a LoRA is damaged, or of another kind
     */
    static LoraStack on(Weights model, List<WeightedLora> uses) {
        LoraStack stack = new LoraStack(model);
        try {
            for (WeightedLora use : uses) {
                try (Lora lora = Lora.open(use.file())) {
                    stack.layers.push(LoraWeights.on(stack.weights(), lora, use.strength()));
                }
            }
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** The model as it looks from above. */
    Weights weights() {
        return layers.isEmpty() ? model : layers.peek();
    }

    @Override
    public void close() {
        layers.forEach(LoraWeights::close);
        layers.clear();
    }
}
