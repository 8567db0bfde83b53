package dev.cupel.evaluator.network;

import dev.cupel.merger.live.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Random weights with the names and shapes of Stable Diffusion 1.5: 1.07 billion numbers, 4.3 GB. */
final class FullSizeWeights implements Weights, AutoCloseable {

    private static final String UNET = "model.diffusion_model.";
    private static final String VAE = "first_stage_model.";
    private static final String TEXT = "cond_stage_model.transformer.text_model.";
    private static final int TIME = 1280;

    private final Arena arena = Arena.ofShared();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, MemorySegment> memory = new LinkedHashMap<>();
    private long random = 1;

    FullSizeWeights() {
        unet();
        autoencoder();
        textEncoder();
        shapes.forEach((name, shape) -> memory.put(name, filled(name, shape)));
    }

    private void unet() {
        linear(UNET + "time_embed.0", TIME, 320);
        linear(UNET + "time_embed.2", TIME, TIME);
        int[] out = {320, 320, 320, 320, 640, 640, 640, 1280, 1280, 1280, 1280, 1280};
        conv(UNET + "input_blocks.0.0", 320, 4, 3);
        for (int i = 1; i < 12; i++) {
            String p = UNET + "input_blocks." + i;
            if (i % 3 == 0) {
                conv(p + ".0.op", out[i], out[i], 3);
            } else {
                residual(p + ".0", out[i - 1], out[i]);
                if (i < 9) {
                    transformer(p + ".1", out[i]);
                }
            }
        }
        residual(UNET + "middle_block.0", 1280, 1280);
        transformer(UNET + "middle_block.1", 1280);
        residual(UNET + "middle_block.2", 1280, 1280);
        int h = 1280;
        for (int i = 0; i < 12; i++) {
            String p = UNET + "output_blocks." + i;
            int c = i < 6 ? 1280 : i < 9 ? 640 : 320;
            residual(p + ".0", h + out[11 - i], c);
            h = c;
            if (i >= 3) {
                transformer(p + ".1", c);
            }
            if (i % 3 == 2 && i < 11) {
                conv(p + (i == 2 ? ".1" : ".2") + ".conv", c, c, 3);
            }
        }
        norm(UNET + "out.0", 320);
        conv(UNET + "out.2", 4, 320, 3);
    }

    private void residual(String p, int in, int out) {
        norm(p + ".in_layers.0", in);
        conv(p + ".in_layers.2", out, in, 3);
        linear(p + ".emb_layers.1", out, TIME);
        norm(p + ".out_layers.0", out);
        conv(p + ".out_layers.3", out, out, 3);
        if (in != out) {
            conv(p + ".skip_connection", out, in, 1);
        }
    }

    private void transformer(String p, int c) {
        norm(p + ".norm", c);
        conv(p + ".proj_in", c, c, 1);
        String b = p + ".transformer_blocks.0.";
        for (int a = 1; a <= 2; a++) {
            int context = a == 1 ? c : 768;
            shapes.put(b + "attn" + a + ".to_q.weight", new long[]{c, c});
            shapes.put(b + "attn" + a + ".to_k.weight", new long[]{c, context});
            shapes.put(b + "attn" + a + ".to_v.weight", new long[]{c, context});
            linear(b + "attn" + a + ".to_out.0", c, c);
        }
        linear(b + "ff.net.0.proj", 8 * c, c);
        linear(b + "ff.net.2", c, 4 * c);
        for (int n = 1; n <= 3; n++) {
            norm(b + "norm" + n, c);
        }
        conv(p + ".proj_out", c, c, 1);
    }

    private void autoencoder() {
        int[] width = {128, 256, 512, 512};
        coder(VAE + "encoder.", 3, 128, 512, 8);
        int h = 128;
        for (int level = 0; level < 4; level++) {
            for (int block = 0; block < 2; block++) {
                vaeResidual(VAE + "encoder.down." + level + ".block." + block, h, width[level]);
                h = width[level];
            }
            if (level < 3) {
                conv(VAE + "encoder.down." + level + ".downsample.conv", h, h, 3);
            }
        }
        coder(VAE + "decoder.", 4, 512, 128, 3);
        for (int level = 3; level >= 0; level--) {
            for (int block = 0; block < 3; block++) {
                vaeResidual(VAE + "decoder.up." + level + ".block." + block, h, width[level]);
                h = width[level];
            }
            if (level > 0) {
                conv(VAE + "decoder.up." + level + ".upsample.conv", h, h, 3);
            }
        }
        conv(VAE + "quant_conv", 8, 8, 1);
        conv(VAE + "post_quant_conv", 4, 4, 1);
    }

    /** First and last layers and the middle of encoder or decoder. */
    private void coder(String p, int in, int first, int last, int out) {
        conv(p + "conv_in", first, in, 3);
        vaeResidual(p + "mid.block_1", 512, 512);
        norm(p + "mid.attn_1.norm", 512);
        for (String part : new String[]{"q", "k", "v", "proj_out"}) {
            conv(p + "mid.attn_1." + part, 512, 512, 1);
        }
        vaeResidual(p + "mid.block_2", 512, 512);
        norm(p + "norm_out", last);
        conv(p + "conv_out", out, last, 3);
    }

    private void vaeResidual(String p, int in, int out) {
        norm(p + ".norm1", in);
        conv(p + ".conv1", out, in, 3);
        norm(p + ".norm2", out);
        conv(p + ".conv2", out, out, 3);
        if (in != out) {
            conv(p + ".nin_shortcut", out, in, 1);
        }
    }

    private void textEncoder() {
        shapes.put(TEXT + "embeddings.token_embedding.weight", new long[]{49408, 768});
        shapes.put(TEXT + "embeddings.position_embedding.weight", new long[]{77, 768});
        for (int i = 0; i < 12; i++) {
            String p = TEXT + "encoder.layers." + i + ".";
            for (String part : new String[]{"q_proj", "k_proj", "v_proj", "out_proj"}) {
                linear(p + "self_attn." + part, 768, 768);
            }
            linear(p + "mlp.fc1", 3072, 768);
            linear(p + "mlp.fc2", 768, 3072);
            norm(p + "layer_norm1", 768);
            norm(p + "layer_norm2", 768);
        }
        norm(TEXT + "final_layer_norm", 768);
    }

    private void conv(String p, int out, int in, int kernel) {
        shapes.put(p + ".weight", new long[]{out, in, kernel, kernel});
        shapes.put(p + ".bias", new long[]{out});
    }

    private void linear(String p, int out, int in) {
        shapes.put(p + ".weight", new long[]{out, in});
        shapes.put(p + ".bias", new long[]{out});
    }

    private void norm(String p, int width) {
        shapes.put(p + ".weight", new long[]{width});
        shapes.put(p + ".bias", new long[]{width});
    }

    /** Norms are the identity, biases 0, the rest uniform with variance 1 / inputs, so that nothing explodes. */
    private MemorySegment filled(String name, long[] shape) {
        long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        MemorySegment segment = arena.allocate(4 * count, 64);
        if (shape.length == 1) {
            for (long i = 0; name.endsWith(".weight") && i < count; i++) {
                segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1);
            }
            return segment;
        }
        float scale = (float) Math.sqrt(12.0 * shape[0] / count);
        for (long i = 0; i < count; i++) {
            random = random * 6364136223846793005L + 1442695040888963407L;
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, ((random >>> 40) * 0x1p-24f - 0.5f) * scale);
        }
        return segment;
    }

    long count(String prefix) {
        return memory.entrySet().stream().filter(e -> e.getKey().startsWith(prefix))
                .mapToLong(e -> e.getValue().byteSize() / 4).sum();
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
