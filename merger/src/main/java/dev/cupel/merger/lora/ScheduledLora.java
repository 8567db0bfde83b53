package dev.cupel.merger.lora;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A LoRA of a drawing, one layer over the model for both passes.
 *
 * @param file   the LoRA
 * @param first  how strongly, step by step, in the first pass
 * @param second in the pass over an enlarged picture; as in the first where there is none
 */
public record ScheduledLora(Path file, LoraSchedule first, LoraSchedule second) {

    /**
     * The layers of a drawing: those of the first pass in its order, and above them what only the second has.
     *
     * @param first  the LoRAs of the first pass
     * @param second those of the second
     */
    public static List<ScheduledLora> of(List<PassLora> first, List<PassLora> second) {
        List<PassLora> left = new ArrayList<>(second);
        List<ScheduledLora> layers = new ArrayList<>();
        for (PassLora lora : first) {
            Optional<PassLora> again = left.stream().filter(lora::fits).findFirst();
            again.ifPresent(left::remove);
            layers.add(new ScheduledLora(lora.file(), lora.schedule(),
                    again.map(PassLora::schedule).orElseGet(lora::absent)));
        }
        left.forEach(lora -> layers.add(new ScheduledLora(lora.file(), lora.absent(), lora.schedule())));
        return layers;
    }

    /** Whether the strength is the same at all steps of both passes. */
    public boolean constant() {
        return first.constant() && second.equals(first);
    }

    /** The largest strength of each part, whatever its sign. */
    public LoraStrength largest() {
        return constant() ? first.largest() : first.largest().orLarger(second.largest());
    }
}
