package dev.cupel.merger.plan;

import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.method.Coefficient;
import dev.cupel.merger.method.MergeException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A model that a merge makes while it is read, for merges of merges: float32 values, rounded only if a precision says so.
 *
 * <p>Nothing is stored where each value is asked for once and made on its own. A model that several others read, or whose
 * method needs whole tensors, keeps the tensors that were read last, so that each is made once while all its readers are at
 * work on the tensor of that name.
 */
public final class MergedModel implements Model {

    private final String label;
    private final boolean delta;
    private final Precision precision;
    private final Map<String, Merging> tensors = new LinkedHashMap<>();
    private final RecentTensors recent = new RecentTensors();
    private final Queue<Merger> mergers = new ConcurrentLinkedQueue<>(); // one for each thread that reads

    private MergedModel(String label, boolean delta, Precision precision) {
        this.label = label;
        this.delta = delta;
        this.precision = precision;
    }

    /**
     * A model whose models stay open as long as it is read.
     *
     * @param label what to call it in messages
     * @param delta whether it is a difference of models
     * @param plan what it consists of
     * @param coefficients alpha and beta
     * @param precision what values are rounded to; {@link Precision#FP32} leaves them as they are
     * @param shared whether several models read it
     */
    public static MergedModel of(String label, boolean delta, MergePlan plan, Coefficients coefficients,
            Precision precision, boolean shared) {
        MergedModel model = new MergedModel(label, delta, precision);
        for (MergePlan.Entry entry : plan.entries()) {
            Coefficient coefficient = entry.operands() == null ? Coefficient.NONE : coefficients.of(entry.name());
            model.tensors.put(entry.name(), model.new Merging(entry, coefficient, shared && entry.operands() != null));
        }
        return model;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isDelta() {
        return delta;
    }

    @Override
    public Map<String, ? extends FloatTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** One tensor, made when it is read. */
    private final class Merging implements FloatTensor {

        private final MergePlan.Entry entry;
        private final Coefficient coefficient;
        private final boolean shared;
        private MergePlan.@Nullable Entry simplified;

        Merging(MergePlan.Entry entry, Coefficient coefficient, boolean shared) {
            this.entry = entry;
            this.coefficient = coefficient;
            this.shared = shared;
        }

        @Override
        public String name() {
            return entry.name();
        }

        @Override
        public long[] shape() {
            return entry.source().shape();
        }

        @Override
        public int step() {
            return entry.step();
        }

        @Override
        public void prefetch(long first, long length) {
            if (entry.operands() == null) {
                entry.source().prefetch(first, length);
            } else {
                entry.operands().models().values().forEach(tensor -> tensor.prefetch(first, length));
            }
        }

        @Override
        public void widen(long first, float[] target, int length) {
            boolean apart = entry.operands() == null || entry.operands().method().pointwise();
            if (shared || !apart && length < count()) {
                System.arraycopy(recent.get(name(), count(), this::whole), (int) first, target, 0, length);
            } else if (!apart) {
                fill(new Merger(), first, target, length); // its buffers are as long as the tensor and go with it
            } else {
                Merger idle = mergers.poll();
                Merger merger = idle == null ? new Merger() : idle;
                fill(merger, first, target, length);
                mergers.add(merger);
            }
        }

        private float[] whole() {
            float[] values = new float[Math.toIntExact(count())];
            fill(new Merger(), 0, values, values.length);
            return values;
        }

        private void fill(Merger merger, long first, float[] target, int length) {
            MergePlan.Entry made = simplified(merger);
            int step = made.step();
            for (int at = 0; at < length; at += step) {
                int part = Math.min(step, length - at);
                float[] values = merger.values(made, coefficient, first + at, part);
                round(values, part);
                System.arraycopy(values, 0, target, at, part);
            }
        }

        /** What to compute, found out once. */
        private synchronized MergePlan.Entry simplified(Merger merger) {
            if (simplified == null) {
                simplified = entry.simplified(merger);
            }
            return simplified;
        }

        private void round(float[] values, int length) {
            precision.round(values, length);
            if (precision != Precision.FP32 && !Finite.all(values, length)) {
                throw new MergeException("tensor '%s' of %s gets a value that is too large for %s."
                        .formatted(name(), label, precision.key()),
                        "Maybe leave its precision out: its values are then not rounded.");
            }
        }
    }
}
