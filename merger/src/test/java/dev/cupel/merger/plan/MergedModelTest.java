package dev.cupel.merger.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
import dev.cupel.merger.method.Add;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.SumTwice;
import dev.cupel.merger.method.WeightedSum;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MergedModelTest {

    private static final int TENSORS = 5;
    private static final int COUNT = 3 * Operands.CHUNK + 7;

    /** A model that counts how many of its values are read. */
    private static final class Counting implements Model {
        private final AtomicLong read = new AtomicLong();
        private final float value;

        Counting(float value) {
            this.value = value;
        }

        @Override
        public String label() {
            return "counting";
        }

        @Override
        public Map<String, FloatTensor> tensors() {
            Map<String, FloatTensor> tensors = new LinkedHashMap<>();
            for (int i = 0; i < TENSORS; i++) {
                String name = "model.diffusion_model.input_blocks." + i + ".0.weight";
                tensors.put(name, new FloatTensor() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public long[] shape() {
                        return new long[]{COUNT};
                    }

                    @Override
                    public void widen(long first, float[] target, int length) {
                        read.addAndGet(length);
                        for (int j = 0; j < length; j++) {
                            target[j] = value + (first + j) % 11;
                        }
                    }
                });
            }
            return tensors;
        }
    }

    private static MergedModel merged(MergeMethod method, boolean shared, Model... models) {
        return MergedModel.of("node", false, plan(method, models), Coefficients.uniform(0.5, 0.25), Precision.FP32,
                shared);
    }

    private static MergePlan plan(MergeMethod method, Model... models) {
        Map<Role, Model> byRole = new LinkedHashMap<>();
        for (int i = 0; i < models.length; i++) {
            byRole.put(new Role(i), models[i]);
        }
        return MergePlan.of(method, VaeChoice.MERGED, byRole);
    }

    /** As a writer does: tensor by tensor, on some threads. */
    private static void readAll(MergePlan plan, int threads) {
        MergePlan.Entry[] entries = plan.entries().toArray(MergePlan.Entry[]::new);
        Thread[] all = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int mine = t;
            all[t] = Thread.ofPlatform().start(() -> {
                Merger merger = new Merger();
                for (int i = mine; i < entries.length; i += threads) {
                    for (int first = 0; first < COUNT; first += entries[i].step()) {
                        merger.values(entries[i], Coefficients.uniform(0.5, 0.25).of(entries[i].name()), first,
                                Math.min(entries[i].step(), COUNT - first));
                    }
                }
            });
        }
        for (Thread thread : all) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aNodeWithOneReaderIsMadeOnceWithoutBeingStored() {
        Counting leaf = new Counting(1);
        MergedModel node = merged(new WeightedSum(), false, leaf, new Counting(2));

        readAll(plan(new Add(), new Counting(3), node), 1);

        assertThat(leaf.read).hasValue((long) TENSORS * COUNT);
    }

    /** Both readers and the result itself take the shared node: three paths to it. */
    @Test
    void aSharedNodeIsMadeOnceHoweverManyReadIt() {
        for (int threads = 1; threads <= 2; threads++) {
            Counting leaf = new Counting(1);
            MergedModel shared = merged(new WeightedSum(), true, leaf, new Counting(2));
            MergedModel left = merged(new Add(), false, new Counting(3), shared);
            MergedModel right = merged(new WeightedSum(), false, shared, new Counting(4));

            readAll(plan(new SumTwice(), left, right, shared), threads);

            assertThat(leaf.read).hasValue((long) TENSORS * COUNT);
        }
    }

    @Test
    void sharedAndStreamedValuesAreTheSame() {
        for (int first : new int[]{0, 5, Operands.CHUNK, COUNT - 100}) {
            float[] streamed = new float[100];
            float[] kept = new float[100];
            for (boolean shared : new boolean[]{false, true}) {
                MergedModel node = merged(new WeightedSum(), shared, new Counting(1), new Counting(2));
                node.tensors().values().iterator().next().widen(first, shared ? kept : streamed, 100);
            }
            assertThat(kept).isEqualTo(streamed).contains(1.5f + 3);
        }
    }

    @Test
    void onlyTheTensorsReadLastAreKept() {
        RecentTensors recent = new RecentTensors();
        AtomicLong made = new AtomicLong();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                recent.get("large " + i, 1L << 25, () -> {
                    made.incrementAndGet();
                    return new float[0];
                });
            }
        }
        assertThat(made).hasValue(8); // four do not fit where three do

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                recent.get("small " + i, 1000, () -> {
                    made.incrementAndGet();
                    return new float[0];
                });
            }
        }
        assertThat(made).hasValue(108);
    }
}
