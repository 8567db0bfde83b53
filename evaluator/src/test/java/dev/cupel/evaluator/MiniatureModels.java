package dev.cupel.evaluator;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import java.util.Map;

/** The miniature's tuned model, and its rebase onto the new base, which takes any coefficients. */
final class MiniatureModels implements AutoCloseable {

    private final Map<Role, Checkpoint> checkpoints = Map.of(
            Role.NEW_BASE, Checkpoint.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors")),
            Role.TUNED, Checkpoint.open(Golden.MINIATURE.resolve("mini-anime.safetensors")),
            Role.OLD_BASE, Checkpoint.open(Golden.MINIATURE.resolve("mini-v1-4.ckpt")));
    private final LoadedWeights tuned = LoadedWeights.of(checkpoints.get(Role.TUNED).tensors());
    private final LiveWeights merged = LiveWeights.of(
            MergePlan.of(new AddDifference(), VaeChoice.NEW_BASE, checkpoints), Precision.FP16, 1);

    LoadedWeights tuned() {
        return tuned;
    }

    /** At first the new base. */
    LiveWeights merged() {
        return merged;
    }

    @Override
    public void close() {
        merged.close();
        tuned.close();
        checkpoints.values().forEach(Checkpoint::close);
    }
}
