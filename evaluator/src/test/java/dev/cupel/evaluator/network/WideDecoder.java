package dev.cupel.evaluator.network;

import ai.djl.pytorch.jni.IValue;
import dev.cupel.merger.live.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A shallow autoencoder's decoder, as wide as that of the full model: random, with norms that are not about 0. */
final class WideDecoder implements Weights, AutoCloseable {

    private static final String DECODER = "first_stage_model.decoder.";
    private static final int WIDTH = 128;
    /** The engine's number of float64. */
    private static final int FLOAT64 = 7;

    private final Arena arena = Arena.ofConfined();
    private final Random random = new Random(1);
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, MemorySegment> memory = new LinkedHashMap<>();

    WideDecoder() {
        layer("first_stage_model.post_quant_conv", 4, 4, 1, 1);
        layer(DECODER + "conv_in", WIDTH, 4, 3, 3);
        for (String block : new String[]{"mid.block_1", "mid.block_2", "up.0.block.0"}) {
            for (int i = 1; i <= 2; i++) {
                layer(DECODER + block + ".norm" + i, WIDTH);
                layer(DECODER + block + ".conv" + i, WIDTH, WIDTH, 3, 3);
            }
        }
        layer(DECODER + "mid.attn_1.norm", WIDTH);
        for (String part : new String[]{"q", "k", "v", "proj_out"}) {
            layer(DECODER + "mid.attn_1." + part, WIDTH, WIDTH, 1, 1);
        }
        layer(DECODER + "norm_out", WIDTH);
        layer(DECODER + "conv_out", 3, WIDTH, 3, 3);
    }

    private void layer(String name, long... weight) {
        long inputs = weight.length == 1 ? 1 : Arrays.stream(weight).skip(1).reduce(1, (a, b) -> a * b);
        put(name + ".weight", 1 / Math.sqrt(inputs), weight);
        put(name + ".bias", 3, weight[0]);
    }

    private void put(String name, double deviation, long... shape) {
        long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        MemorySegment data = arena.allocate(count * Float.BYTES, 64);
        for (long i = 0; i < count; i++) {
            data.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (deviation * random.nextGaussian()));
        }
        shapes.put(name, shape);
        memory.put(name, data);
    }

    float[] decodedInDoublePrecision(Frame frame, float[] latents, int height, int width, boolean circular) {
        IValue wide = frame.run("no_tensors");
        memory.forEach((name, data) -> frame.run("put_as", wide, frame.text(name),
                frame.keep(IValue.from(frame.over(data.asByteBuffer(), shapes.get(name)))), frame.integer(FLOAT64)));
        return frame.toFloats(frame.run("vae_decode", circular ? frame.run("with_circular", wide) : wide,
                frame.floats(latents, 1, 4, height, width)));
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public long[] shape(String name) {
        return shapes.get(name).clone();
    }

    @Override
    public MemorySegment data(String name) {
        return memory.get(name);
    }

    @Override
    public long version(String name) {
        return 1;
    }

    @Override
    public void close() {
        arena.close();
    }
}
