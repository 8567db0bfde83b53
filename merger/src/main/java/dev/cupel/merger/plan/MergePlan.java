package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.InputChannels;
import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.method.Direction;
import dev.cupel.merger.method.Formula;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Surveyed;
import dev.cupel.merger.weight.NamePattern;
import dev.cupel.merger.weight.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a merged model and where each comes from, whatever the coefficients.
 *
 * <p>The rules are those of sd-meh: a tensor is merged if all models that the method needs have it; else the new base's
 * value stays; of the first convolution the input channels that all have are merged ({@link InputChannels}); what only others have is copied from the first that has it. The autoencoder is taken whole from one model unless
 * it is to be merged. A merge that gives a difference has the merged tensors alone, and from a difference nothing is copied.
 *
 * @param entries the merged model's floating-point tensors, in the order of the new base, then those that only others have
 */
public record MergePlan(List<MergePlan.Entry> entries) {

    /**
     * One tensor of the merged model.
     *
     * @param name its name in the Stable Diffusion layout
     * @param role whose tensor the source is
     * @param source its value, or that of the new base if it is merged
     * @param operands what it is merged from; null if it is copied
     * @param adjustment what is changed afterwards
     */
    public record Entry(String name, Role role, FloatTensor source, @Nullable Operands operands,
            Adjustment adjustment) {

        /** Without a change afterwards. */
        public Entry(String name, Role role, FloatTensor source, @Nullable Operands operands) {
            this(name, role, source, operands, Adjustment.NONE);
        }

        private static Entry copy(Role role, FloatTensor tensor) {
            return new Entry(tensor.name(), role, tensor, null);
        }

        /** The block whose weight counts. */
        public Block block() {
            return Block.of(name);
        }

        /** How many values are made at a time. */
        public int step() {
            return operands == null ? Operands.CHUNK : operands.step();
        }

        /**
         * The same tensor, or a copy of the base where the merge changes nothing whatever alpha is: a text encoder that was not
         * trained, for example. Reads the tensor.
         *
         * @throws MergeException if a value of the models is not finite
         */
        public Entry simplified(Merger merger) {
            if (operands == null || !merger.isNothing(this)) {
                return this;
            }
            Role base = ((Direction) operands.method()).base();
            return copy(base, operands.models().get(base)).adjusted(adjustment);
        }

        /**
         * Whether the tensor's X is worth computing once and keeping for the next alpha: not where there is none, where it is a
         * model's tensor itself, or where it is as quickly made as read.
         */
        public boolean keepsDirection() {
            return operands != null && operands.method() instanceof Direction direction && direction.computed()
                    && !isSum();
        }

        /** Whether the tensor is a sum of float16 tensors, which is made in one pass. */
        public boolean isSum() {
            return operands != null && HalfSum.of(operands).isPresent();
        }

        private Entry by(Formula method) {
            return operands == null ? this : new Entry(name, role, source, operands.by(method), adjustment);
        }

        private Entry adjusted(Adjustment changed) {
            return new Entry(name, role, source, operands, changed);
        }

        private Entry clipped(Clip clip) {
            return operands == null ? this : new Entry(name, role, source, operands.clipped(clip), adjustment);
        }
    }

    /** Copies the list. */
    public MergePlan {
        entries = List.copyOf(entries);
    }

    /**
     * Plans a merge. Reads all that is merged if the method is {@link Surveyed}, else nothing.
     *
     * @param models the models that the method and the choice of the autoencoder need, by role
     * @throws MergeException if one is missing, or tensors of a name differ in shape
     */
    public static MergePlan of(MergeMethod method, VaeChoice vae, Map<Role, ? extends Model> models) {
        requireModels(method, vae, models);
        Set<Role> merged = new TreeSet<>(method.roles());
        models.keySet().stream().filter(role -> role.further() && method.takesMore()).forEach(merged::add);
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (FloatTensor tensor : models.get(Role.NEW_BASE).tensors().values()) {
            if (vae == VaeChoice.MERGED || !isVae(tensor.name())) {
                Operands operands = operands(method, merged, tensor, models);
                FloatTensor source = operands == null ? tensor : operands.models().getOrDefault(Role.NEW_BASE, tensor);
                entries.put(tensor.name(), new Entry(tensor.name(), Role.NEW_BASE, source, operands));
            } else if (vae == VaeChoice.NEW_BASE) {
                entries.put(tensor.name(), Entry.copy(Role.NEW_BASE, tensor));
            }
        }
        merged.stream().filter(role -> role.equals(Role.TUNED) || role.further())
                .filter(role -> !models.get(role).isDelta())
                .forEach(role -> addOthers(models.get(role), role, vae, entries));
        vae.role().ifPresent(role -> addVae(models.get(role), role, entries));
        entries.values().removeIf(entry -> method.givesDelta() && entry.operands() == null);
        MergePlan plan = new MergePlan(new ArrayList<>(entries.values()));
        return method instanceof Surveyed surveyed ? plan.informed(surveyed) : plan;
    }

    /** The same, where the method knows what is found in all tensors. Reads those that are merged. */
    private MergePlan informed(Surveyed method) {
        Merger merger = new Merger();
        List<float[]> findings = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.operands() != null && method.looksAt(entry.name())) {
                findings.add(merger.findings(entry, method));
            }
        }
        Formula informed = method.informed(joined(findings));
        return new MergePlan(entries.stream().map(entry -> entry.by(informed)).toList());
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /**
     * The same, but tensors outside of a scope keep the new base's value.
     *
     * @throws MergeException if a pattern of the scope fits no tensor
     */
    public MergePlan within(Scope scope) {
        Stream.concat(scope.include().stream(), scope.exclude().stream()).filter(NamePattern.class::isInstance)
                .filter(pattern -> entries.stream().map(Entry::name).noneMatch(pattern::selects)).findFirst()
                .ifPresent(pattern -> {
                    throw new MergeException(
                            "a pattern to include or exclude must fit a tensor, but '%s' fits none of %d."
                                    .formatted(pattern.text(), entries.size()),
                            "Maybe it is misspelt: attn1 fits what contains it, *.norm* whole names.");
                });
        return new MergePlan(entries.stream().map(entry -> entry.operands() == null || scope.merges(entry.name())
                ? entry
                : Entry.copy(Role.NEW_BASE, entry.source()).adjusted(entry.adjustment())).toList());
    }

    /**
     * The same with limits of what is merged. Reads the models where the limits are those of whole tensors.
     *
     * @throws MergeException if the method does not use the tuned model, whose values are one of the limits
     */
    public MergePlan clipped(Clip clip) {
        return new MergePlan(entries.stream().map(entry -> entry.clipped(clip)).toList());
    }

    /** The same with the U-Net's first and last layers changed after the merge. */
    public MergePlan adjusted(Adjustment adjustment) {
        return new MergePlan(entries.stream().map(entry -> entry.adjusted(adjustment)).toList());
    }

    private static void addOthers(Model model, Role role, VaeChoice vae, Map<String, Entry> entries) {
        for (FloatTensor tensor : model.tensors().values()) {
            if (vae == VaeChoice.MERGED || !isVae(tensor.name())) {
                entries.putIfAbsent(tensor.name(), Entry.copy(role, tensor));
            }
        }
    }

    private static void requireModels(MergeMethod method, VaeChoice vae, Map<Role, ? extends Model> models) {
        for (Role role : Role.NAMED) {
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

    private static void addVae(Model model, Role role, Map<String, Entry> entries) {
        List<? extends FloatTensor> tensors = model.tensors().values().stream().filter(tensor -> isVae(tensor.name()))
                .toList();
        if (tensors.isEmpty()) {
            throw new MergeException(
                    "the autoencoder is to come from %s, but %s has none.".formatted(role.key(), model.label()),
                    "Maybe choose another vae.");
        }
        tensors.forEach(tensor -> entries.put(tensor.name(), Entry.copy(role, tensor)));
    }

    private static @Nullable Operands operands(MergeMethod method, Set<Role> merged, FloatTensor a,
            Map<Role, ? extends Model> models) {
        Map<Role, FloatTensor> tensors = new TreeMap<>();
        for (Role role : merged) {
            FloatTensor tensor = models.get(role).tensors().get(a.name());
            if (tensor == null) {
                return null;
            }
            tensors.put(role, tensor);
        }
        if (InputChannels.differ(List.copyOf(tensors.values()))) {
            return Operands.aligned(method, tensors);
        }
        tensors.forEach((role, tensor) -> requireShape(a, models.get(Role.NEW_BASE), tensor, models.get(role)));
        return new Operands(method, tensors);
    }

    private static void requireShape(FloatTensor a, Model first, FloatTensor b, Model second) {
        if (!Arrays.equals(a.shape(), b.shape())) {
            throw new MergeException("tensor '%s' must have one shape in all models, but has %s in %s and %s in %s."
                    .formatted(a.name(), Arrays.toString(a.shape()), first.label(), Arrays.toString(b.shape()),
                            second.label()),
                    "Maybe one of them is a model of another architecture, for example for inpainting.");
        }
    }
}
