package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.DrawingPass;
import dev.cupel.evaluator.drawing.StepWeights;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.lora.Lora;
import dev.cupel.merger.lora.LoraSchedule;
import dev.cupel.merger.lora.LoraStrength;
import dev.cupel.merger.lora.LoraWeights;
import dev.cupel.merger.lora.ScheduledLora;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A model with LoRAs laid over it, one after the other, whose strengths may change from pass to pass and step to step. */
final class LoraStack implements AutoCloseable {

    private final Weights model;
    private final Deque<Layer> layers = new ArrayDeque<>();

    private static final class Layer {

        private final LoraWeights weights;
        private final ScheduledLora use;
        private LoraStrength now;

        Layer(LoraWeights weights, ScheduledLora use) {
            this.weights = weights;
            this.use = use;
            this.now = use.largest();
        }

        LoraSchedule schedule(DrawingPass pass) {
            return switch (pass) {
                case FIRST -> use.first();
                case SECOND -> use.second();
            };
        }

        boolean apply(double textEncoder, double unet) {
            now = new LoraStrength(textEncoder, unet, now.blocks());
            return weights.apply(now);
        }
    }

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
                    stack.layers.addLast(new Layer(LoraWeights.on(stack.weights(), lora, use.largest()), use));
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
        return layers.isEmpty() ? model : layers.getLast().weights;
    }

    /** How the strengths change. */
    StepWeights steps() {
        return layers.stream().allMatch(layer -> layer.use.constant()) ? StepWeights.NONE : new Steps();
    }

    /** Goes from below: layers above are computed anew with those below. */
    private final class Steps implements StepWeights {

        @Override
        public boolean read(DrawingPass pass) {
            boolean changed = false;
            for (Layer layer : layers) {
                changed |= layer.apply(layer.schedule(pass).reading(), layer.now.unet());
            }
            return changed;
        }

        @Override
        public boolean at(DrawingPass pass, int done, int counted, int steps) {
            boolean changed = false;
            for (Layer layer : layers) {
                changed |= layer.apply(layer.now.textEncoder(), layer.schedule(pass).at(done, counted, steps).unet());
            }
            return changed;
        }
    }

    @Override
    public void close() {
        while (!layers.isEmpty()) {
            layers.removeLast().weights.close();
        }
    }
}
