package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.StepWeights;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.lora.Lora;
import dev.cupel.merger.lora.LoraSchedule;
import dev.cupel.merger.lora.LoraWeights;
import dev.cupel.merger.lora.ScheduledLora;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A model with LoRAs laid over it, one after the other, whose strengths may change from step to step. */
final class LoraStack implements AutoCloseable {

    private final Weights model;
    private final Deque<Layer> layers = new ArrayDeque<>();

    private record Layer(LoraWeights weights, LoraSchedule schedule) {}

    private LoraStack(Weights model) {
        this.model = model;
    }

    /**
     * @param model stays open longer than the stack
     * @throws dev.cupel.merger.checkpoint.TensorFileException if a LoRA is damaged, or of another kind
     */
    static LoraStack on(Weights model, List<ScheduledLora> uses) {
        LoraStack stack = new LoraStack(model);
        try {
            for (ScheduledLora use : uses) {
                try (Lora lora = Lora.open(use.file())) {
                    LoraWeights weights = LoraWeights.on(stack.weights(), lora, use.schedule().largest());
                    stack.layers.addLast(new Layer(weights, use.schedule()));
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
        return layers.isEmpty() ? model : layers.getLast().weights();
    }

    /** How the strengths change. */
    StepWeights steps() {
        return layers.stream().allMatch(layer -> layer.schedule().constant()) ? StepWeights.NONE : this::at;
    }

    private boolean at(int step, int steps) {
        boolean changed = false;
        for (Layer layer : layers) { // from below: those above are computed anew with those below
            changed |= layer.weights().apply(layer.schedule().at(step, steps));
        }
        return changed;
    }

    @Override
    public void close() {
        while (!layers.isEmpty()) {
            layers.removeLast().weights().close();
        }
    }
}
