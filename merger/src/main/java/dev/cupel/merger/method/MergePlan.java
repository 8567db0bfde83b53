package dev.cupel.merger.method;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a merged model and where each comes from, whatever the coefficients.
 *
 * <p>The rules are those of sd-meh: a tensor is merged if all models that the method needs have it; else the new base's
 * value stays; what only the tuned model has is copied. The autoencoder is taken whole from one model unless it is to be merged.
 *
 * @param entries the merged model's floating-point tensors, in the order of the new base, then those that only others have
 */
public record MergePlan(List<MergePlan.Entry> entries) {

    /**
     * One tensor of the merged model.
     *
     * @param name its Stable Diffusion 1.x name
     * @param role whose tensor the source is
     * @param source its value, or that of the new base if it is merged
     * @param operands what it is merged with; null if it is copied
     */
    public record Entry(String name, Role role, Tensor source, @Nullable Operands operands) {

        private static Entry copy(Role role, Tensor tensor) {
            return new Entry(tensor.name(), role, tensor, null);
        }

        /** The block whose weight counts. */
        public Block block() {
            return Block.of(name);
        }

        /** The same tensor, copied from the new base: its operand changes nothing. */
        public Entry asCopy() {
            return copy(role, source);
        }

        /**
         * Values of the source.
         *
         * @param first index of the first element
         * @param values where they go, from index 0 on
         * @param length how many
         * @throws MergeException if one is not finite
         */
        public void read(long first, float[] values, int length) {
            source.widen(first, values, length);
            Finite.require(name, role, first, values, length);
        }
    }

    /** Copies the list. */
    public MergePlan {
        entries = List.copyOf(entries);
    }

    /**
     * Plans a merge.
     *
     * @param models the checkpoints that the method and the choice of the autoencoder need, by role
     * @throws MergeException if one is missing, or tensors of a name differ in shape
     */
    public static MergePlan of(MergeMethod method, VaeChoice vae, Map<Role, Checkpoint> models) {
        requireModels(method, vae, models);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Tensor tensor : models.get(Role.NEW_BASE).tensors().values()) {
            if (vae == VaeChoice.MERGED || !isVae(tensor.name())) {
                Operands operands = operands(method, tensor, models);
                entries.put(tensor.name(), new Entry(tensor.name(), Role.NEW_BASE, tensor, operands));
            } else if (vae == VaeChoice.NEW_BASE) {
                entries.put(tensor.name(), Entry.copy(Role.NEW_BASE, tensor));
            }
        }
        for (Tensor tensor : models.get(Role.TUNED).tensors().values()) {
            if (vae == VaeChoice.MERGED || !isVae(tensor.name())) {
                entries.putIfAbsent(tensor.name(), Entry.copy(Role.TUNED, tensor));
            }
        }
        vae.role().ifPresent(role -> addVae(models.get(role), role, entries));
        return new MergePlan(new ArrayList<>(entries.values()));
    }

    private static void requireModels(MergeMethod method, VaeChoice vae, Map<Role, Checkpoint> models) {
        for (Role role : Role.values()) {
            boolean needed = method.roles().contains(role) || vae.role().filter(role::equals).isPresent();
            if (needed && !models.containsKey(role)) {
                throw new MergeException("method %s with vae %s needs the model %s, but it is not given."
                        .formatted(method.name(), vae.key(), role.key()),
                        "Maybe add it, or choose another vae or method.");
            }
        }
    }

    private static boolean isVae(String name) {
        return name.startsWith(Checkpoint.VAE);
    }

    private static void addVae(Checkpoint model, Role role, Map<String, Entry> entries) {
        List<Tensor> tensors = model.tensors().values().stream().filter(tensor -> isVae(tensor.name())).toList();
        if (tensors.isEmpty()) {
            throw new MergeException(
                    "the autoencoder is to come from %s, but %s has none.".formatted(role.key(), model.path()),
                    "Maybe choose another vae.");
        }
        tensors.forEach(tensor -> entries.put(tensor.name(), Entry.copy(role, tensor)));
    }

    private static @Nullable Operands operands(MergeMethod method, Tensor a, Map<Role, Checkpoint> models) {
        Tensor b = models.get(Role.TUNED).tensors().get(a.name());
        boolean three = method.roles().contains(Role.OLD_BASE);
        Tensor c = three ? models.get(Role.OLD_BASE).tensors().get(a.name()) : null;
        if (b == null || three && c == null) {
            return null;
        }
        requireShape(a, models.get(Role.NEW_BASE), b, models.get(Role.TUNED));
        if (c != null) {
            requireShape(a, models.get(Role.NEW_BASE), c, models.get(Role.OLD_BASE));
        }
        return new Operands(method, b, c);
    }

    private static void requireShape(Tensor a, Checkpoint first, Tensor b, Checkpoint second) {
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new MergeException("tensor '%s' must have one shape in all models, but has %s in %s and %s in %s."
                    .formatted(a.name(), Arrays.toString(a.shape()), first.path(), Arrays.toString(b.shape()),
                            second.path()),
                    "Maybe one of them is a model of another architecture, for example for inpainting.");
        }
    }
}
