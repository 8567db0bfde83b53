package dev.cupel.merger.live;

import dev.cupel.merger.checkpoint.Block;
import dev.cupel.merger.checkpoint.Magnitude;
import dev.cupel.merger.checkpoint.Sha256;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.method.Direction;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.method.Mix;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.MergePlan;
import dev.cupel.merger.plan.Merger;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.threads.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The merged model, in memory: {@link #apply} changes it to other coefficients and touches only what they change.
 *
 * <p>Memory: 4 bytes for each parameter, and 4 more for each that is changed by a {@link Direction} which takes longer to compute
 * than to read ({@link MergePlan.Entry#keepsDirection}). The models are read from their mapped files each time. The values are
 * exactly those that {@code dev.cupel.merger.recipe.Merge} writes for the same coefficients.
 *
 * <p>Not for use by several threads at once. The checkpoints of the plan must stay open as long as this is.
 */
public final class LiveWeights implements Weights, AutoCloseable {

    /** Elements of one task: small enough to share the largest tensor out, large enough not to notice the sharing. */
    private static final long SLICE = 1 << 18;
    /** Values below this, times factors below the other, are far from the largest float32. */
    private static final float MODERATE = 1e30f;
    private static final float MOST = 1e6f;
    private static final int CHUNK = 4096;

    /** A tensor of the model, and what it was last made with. */
    private static final class Live {
        private final MergePlan.Entry entry;
        private final MemorySegment data;
        private final boolean keepsDirection;
        private Coefficient coefficient = Coefficient.NONE;
        /** Whether a value of base or direction is so large that a sum of them might be infinite. */
        private volatile boolean large;
        /** Whether it is known that there is none. */
        private boolean moderate;
        private long version = 1;
        private long hashedVersion;
        private byte[] hash = {};

        Live(MergePlan.Entry entry, MemorySegment data) {
            this.entry = entry;
            this.data = data;
            this.keepsDirection = entry.keepsDirection();
        }

        /** Whether base and X are looked through when the model is made, and not at each change. */
        boolean looksThroughOnce() {
            return keepsDirection || entry.isSum();
        }
    }

    private record Slice(Live live, long first, long length) {
        long end() {
            return first + length;
        }
    }

    private final Precision precision;
    private final Workers workers;
    private final TensorMemory memory;
    private final Map<String, Live> tensors = new LinkedHashMap<>();
    private TensorMemory differences;

    private LiveWeights(MergePlan plan, Precision precision, int threads) {
        this.precision = precision;
        this.workers = new Workers(threads);
        List<MergePlan.Entry> entries = simplified(plan);
        this.memory = new TensorMemory(entries.stream().map(MergePlan.Entry::source).toList());
        this.differences = differences(entries);
        entries.forEach(entry -> tensors.put(entry.name(), new Live(entry, memory.data(entry.name()))));
    }

    private static TensorMemory differences(List<MergePlan.Entry> entries) {
        return new TensorMemory(entries.stream().filter(MergePlan.Entry::keepsDirection).map(MergePlan.Entry::source)
                .toList());
    }

    /**
     * Allocates the model and fills it with the new base: the merge whose coefficients are all 0.
     *
     * @param plan what the model consists of; its checkpoints stay open
     * @param precision what values are rounded to
     * @param threads how many threads work on a change, from 1; the values do not depend on it
     * @throws dev.cupel.merger.method.MergeException if a model has values that are no finite numbers
     */
    public static LiveWeights of(MergePlan plan, Precision precision, int threads) {
        LiveWeights weights = new LiveWeights(plan, precision, threads);
        try {
            weights.fill();
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        return weights;
    }

    /**
     * Makes the model that of another plan, such as one by another method: the same memory, so that whoever draws with it goes on.
     * All coefficients are 0 until the next {@link #apply}. The checkpoints of the plan of before may be closed then.
     *
     * @param plan has tensors of the same names and shapes
     * @throws MergeException if it has others, or a model has values that are no finite numbers
     */
    public void follow(MergePlan plan) {
        List<MergePlan.Entry> entries = simplified(plan);
        if (entries.size() != tensors.size() || !entries.stream().allMatch(this::fits)) {
            throw new MergeException(
                    "a plan that live weights follow must have their tensors, %d, but has %d, or some of other shapes."
                            .formatted(tensors.size(), entries.size()),
                    "Maybe one of the methods takes tensors from a model that another leaves out: search them apart.");
        }
        differences.close();
        differences = differences(entries);
        for (MergePlan.Entry entry : entries) {
            Live live = new Live(entry, memory.data(entry.name()));
            live.version = tensors.get(entry.name()).version + 1;
            tensors.put(entry.name(), live);
        }
        fill();
    }

    private boolean fits(MergePlan.Entry entry) {
        return tensors.containsKey(entry.name())
                && Arrays.equals(memory.shape(entry.name()), entry.source().shape());
    }

    /** Tensors that no alpha changes, such as a text encoder that was not trained, need no memory for their direction. */
    private List<MergePlan.Entry> simplified(MergePlan plan) {
        MergePlan.Entry[] entries = plan.entries().toArray(new MergePlan.Entry[0]);
        workers.run(entries.length, () -> {
            Merger merger = new Merger();
            return i -> entries[i] = entries[i].simplified(merger);
        });
        return List.of(entries);
    }

    private void fill() {
        List<Slice> slices = slices(tensors.values());
        workers.run(slices.size(), () -> {
            Merger merger = new Merger();
            return i -> fill(slices.get(i), merger);
        });
        tensors.values().forEach(live -> live.moderate = live.looksThroughOnce() && !live.large);
    }

    private void fill(Slice slice, Merger merger) {
        Live live = slice.live();
        MergePlan.Entry entry = live.entry;
        int step = entry.step();
        for (long at = slice.first(); live.looksThroughOnce() && at < slice.end(); at += step) {
            int length = (int) Math.min(step, slice.end() - at);
            float[] x = merger.direction(entry, at, length);
            limit(live, x, length);
            if (live.keepsDirection) {
                store(x, differences.data(entry.name()), at, length);
            }
        }
        merge(slice, merger);
        float[] base = new float[Math.min(step, CHUNK)];
        for (long at = slice.first(); live.looksThroughOnce() && at < slice.end(); at += base.length) {
            int length = (int) Math.min(base.length, slice.end() - at);
            MemorySegment.copy(live.data, ValueLayout.JAVA_FLOAT, at * Float.BYTES, base, 0, length);
            limit(live, base, length);
        }
    }

    private static void limit(Live live, float[] values, int length) {
        if (Magnitude.reaches(values, length, MODERATE)) {
            live.large = true;
        }
    }

    private static void store(float[] values, MemorySegment target, long first, int length) {
        MemorySegment.copy(values, 0, target, ValueLayout.JAVA_FLOAT, first * Float.BYTES, length);
    }

    private static List<Slice> slices(Iterable<Live> tensors) {
        List<Slice> slices = new ArrayList<>();
        for (Live live : tensors) {
            long count = live.entry.source().count();
            long size = Math.max(SLICE, live.entry.step());
            for (long first = 0; first < count; first += size) {
                slices.add(new Slice(live, first, Math.min(size, count - first)));
            }
        }
        return slices;
    }

    /**
     * Makes the model that of other coefficients.
     *
     * @return the blocks in which values were computed anew; empty if the coefficients are those of before
     */
    public Set<Block> apply(Coefficients coefficients) {
        List<Live> changed = new ArrayList<>();
        Set<Block> blocks = EnumSet.noneOf(Block.class);
        for (Live live : tensors.values()) {
            Coefficient coefficient = live.entry.operands() == null
                    ? Coefficient.NONE
                    : coefficients.of(live.entry.name());
            if (!coefficient.equals(live.coefficient)) {
                live.coefficient = coefficient;
                live.version++;
                changed.add(live);
                blocks.add(live.entry.block());
            }
        }
        List<Slice> slices = slices(changed);
        workers.run(slices.size(), () -> {
            Merger merger = new Merger();
            return i -> merge(slices.get(i), merger);
        });
        return Collections.unmodifiableSet(blocks);
    }

    private void merge(Slice slice, Merger merger) {
        Live live = slice.live();
        int step = live.entry.step();
        float[] x = live.keepsDirection ? new float[(int) Math.min(step, slice.length())] : new float[0];
        for (long at = slice.first(); at < slice.end(); at += step) {
            int length = (int) Math.min(step, slice.end() - at);
            float[] values = values(live, merger, x, at, length);
            precision.round(values, length);
            store(values, live.data, at, length);
        }
    }

    private float[] values(Live live, Merger merger, float[] x, long at, int length) {
        boolean check = !(live.moderate && isModerate(live));
        if (!live.keepsDirection) {
            return merger.values(live.entry, live.coefficient, at, length, check);
        }
        MemorySegment kept = differences.data(live.entry.name());
        MemorySegment.copy(kept, ValueLayout.JAVA_FLOAT, at * Float.BYTES, x, 0, length);
        Direction direction = (Direction) live.entry.operands().method();
        return merger.mixed(live.entry, direction, live.coefficient, x, at, length, check);
    }

    /** Whether base and X have such factors that no moderate values of theirs become infinite. */
    private static boolean isModerate(Live live) {
        return live.entry.operands() != null && live.entry.operands().method() instanceof Direction direction
                && isModerate(direction.mix(live.coefficient));
    }

    private static boolean isModerate(Mix mix) {
        return Math.abs(mix.p()) < MOST && Math.abs(mix.q()) < MOST;
    }

    /**
     * A hash of all names and values: equal for equal models. Only tensors that changed since the last call are read.
     *
     * @return 64 hexadecimal digits
     */
    public String hash() {
        List<Live> stale = tensors.values().stream().filter(live -> live.hashedVersion != live.version).toList();
        workers.run(stale.size(), () -> {
            MessageDigest digest = Sha256.start();
            byte[] buffer = new byte[1 << 16];
            return (IntConsumer) i -> hash(stale.get(i), digest, buffer);
        });
        MessageDigest all = Sha256.start();
        tensors.forEach((name, live) -> {
            all.update(name.getBytes(StandardCharsets.UTF_8));
            all.update(live.hash);
        });
        return HexFormat.of().formatHex(all.digest());
    }

    private static void hash(Live live, MessageDigest digest, byte[] buffer) {
        for (long at = 0; at < live.data.byteSize(); at += buffer.length) {
            int length = (int) Math.min(buffer.length, live.data.byteSize() - at);
            MemorySegment.copy(live.data, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
            digest.update(buffer, 0, length);
        }
        live.hash = digest.digest();
        live.hashedVersion = live.version;
    }

    @Override
    public Set<String> names() {
        return memory.names();
    }

    @Override
    public long[] shape(String name) {
        return memory.shape(name);
    }

    @Override
    public MemorySegment data(String name) {
        return memory.data(name);
    }

    @Override
    public long version(String name) {
        memory.data(name); // for the exception
        return tensors.get(name).version;
    }

    /** Frees the memory; the segments must not be read any more. The checkpoints stay open. */
    @Override
    public void close() {
        memory.close();
        differences.close();
    }
}
