package dev.cupel.merger.rebasin;

import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.checkpoint.FloatTensor;
import dev.cupel.merger.checkpoint.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names and shapes of Stable Diffusion 1.5, and a model of that size whose random weights take no memory. */
final class FullSize {

    private static final int TIME = 1280;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private FullSize() {
        unet(Checkpoint.UNET);
        autoencoder(Checkpoint.VAE);
        textEncoder(Checkpoint.TEXT_ENCODER);
    }

    static Map<String, long[]> shapes() {
        return new FullSize().shapes;
    }

    /** Weights uniform in [-0.5, 0.5), each a hash of its tensor's name and its place. */
    static Model model() {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> tensors.put(name, new Hashed(name, shape)));
        return new AlignedModel("random", tensors);
    }

    private record Hashed(String name, long[] shape) implements FloatTensor {
        @Override
        public void widen(long first, float[] target, int length) {
            for (int i = 0; i < length; i++) {
                long bits = (name.hashCode() * 0x9E3779B97F4A7C15L ^ (first + i)) * 0xBF58476D1CE4E5B9L;
                bits = (bits ^ bits >>> 31) * 0x94D049BB133111EBL;
                target[i] = (bits >>> 40) * 0x1p-24f - 0.5f;
            }
        }
    }

    private void unet(String unet) {
        linear(unet + "time_embed.0", TIME, 320);
        linear(unet + "time_embed.2", TIME, TIME);
        int[] out = {320, 320, 320, 320, 640, 640, 640, 1280, 1280, 1280, 1280, 1280};
        conv(unet + "input_blocks.0.0", 320, 4, 3);
        for (int i = 1; i < 12; i++) {
            String block = unet + "input_blocks." + i;
            if (i % 3 == 0) {
                conv(block + ".0.op", out[i], out[i], 3);
            } else {
                residual(block + ".0", out[i - 1], out[i]);
                if (i < 9) {
                    transformer(block + ".1", out[i]);
                }
            }
        }
        residual(unet + "middle_block.0", 1280, 1280);
        transformer(unet + "middle_block.1", 1280);
        residual(unet + "middle_block.2", 1280, 1280);
        int h = 1280;
        for (int i = 0; i < 12; i++) {
            String block = unet + "output_blocks." + i;
            int c = i < 6 ? 1280 : i < 9 ? 640 : 320;
            residual(block + ".0", h + out[11 - i], c);
            h = c;
            if (i >= 3) {
                transformer(block + ".1", c);
            }
            if (i % 3 == 2 && i < 11) {
                conv(block + (i == 2 ? ".1" : ".2") + ".conv", c, c, 3);
            }
        }
        norm(unet + "out.0", 320);
        conv(unet + "out.2", 4, 320, 3);
    }

    private void residual(String block, int in, int out) {
        norm(block + ".in_layers.0", in);
        conv(block + ".in_layers.2", out, in, 3);
        linear(block + ".emb_layers.1", out, TIME);
        norm(block + ".out_layers.0", out);
        conv(block + ".out_layers.3", out, out, 3);
        if (in != out) {
            conv(block + ".skip_connection", out, in, 1);
        }
    }

    private void transformer(String block, int c) {
        norm(block + ".norm", c);
        conv(block + ".proj_in", c, c, 1);
        String inner = block + ".transformer_blocks.0.";
        for (int a = 1; a <= 2; a++) {
            int context = a == 1 ? c : 768;
            shapes.put(inner + "attn" + a + ".to_q.weight", new long[]{c, c});
            shapes.put(inner + "attn" + a + ".to_k.weight", new long[]{c, context});
            shapes.put(inner + "attn" + a + ".to_v.weight", new long[]{c, context});
            linear(inner + "attn" + a + ".to_out.0", c, c);
        }
        linear(inner + "ff.net.0.proj", 8 * c, c);
        linear(inner + "ff.net.2", c, 4 * c);
        for (int n = 1; n <= 3; n++) {
            norm(inner + "norm" + n, c);
        }
        conv(block + ".proj_out", c, c, 1);
    }

    private void autoencoder(String vae) {
        int[] width = {128, 256, 512, 512};
        coder(vae + "encoder.", 3, 128, 512, 8);
        int h = 128;
        for (int level = 0; level < 4; level++) {
            for (int block = 0; block < 2; block++) {
                vaeResidual(vae + "encoder.down." + level + ".block." + block, h, width[level]);
                h = width[level];
            }
            if (level < 3) {
                conv(vae + "encoder.down." + level + ".downsample.conv", h, h, 3);
            }
        }
        coder(vae + "decoder.", 4, 512, 128, 3);
        for (int level = 3; level >= 0; level--) {
            for (int block = 0; block < 3; block++) {
                vaeResidual(vae + "decoder.up." + level + ".block." + block, h, width[level]);
                h = width[level];
            }
            if (level > 0) {
                conv(vae + "decoder.up." + level + ".upsample.conv", h, h, 3);
            }
        }
        conv(vae + "quant_conv", 8, 8, 1);
        conv(vae + "post_quant_conv", 4, 4, 1);
    }

    /** First and last layers and the middle of encoder or decoder. */
    private void coder(String half, int in, int first, int last, int out) {
        conv(half + "conv_in", first, in, 3);
        vaeResidual(half + "mid.block_1", 512, 512);
        norm(half + "mid.attn_1.norm", 512);
        for (String layer : new String[]{"q", "k", "v", "proj_out"}) {
            conv(half + "mid.attn_1." + layer, 512, 512, 1);
        }
        vaeResidual(half + "mid.block_2", 512, 512);
        norm(half + "norm_out", last);
        conv(half + "conv_out", out, last, 3);
    }

    private void vaeResidual(String block, int in, int out) {
        norm(block + ".norm1", in);
        conv(block + ".conv1", out, in, 3);
        norm(block + ".norm2", out);
        conv(block + ".conv2", out, out, 3);
        if (in != out) {
            conv(block + ".nin_shortcut", out, in, 1);
        }
    }

    private void textEncoder(String text) {
        shapes.put(text + "embeddings.token_embedding.weight", new long[]{49408, 768});
        shapes.put(text + "embeddings.position_embedding.weight", new long[]{77, 768});
        for (int i = 0; i < 12; i++) {
            String layer = text + "encoder.layers." + i + ".";
            for (String projection : new String[]{"q_proj", "k_proj", "v_proj", "out_proj"}) {
                linear(layer + "self_attn." + projection, 768, 768);
            }
            linear(layer + "mlp.fc1", 3072, 768);
            linear(layer + "mlp.fc2", 768, 3072);
            norm(layer + "layer_norm1", 768);
            norm(layer + "layer_norm2", 768);
        }
        norm(text + "final_layer_norm", 768);
    }

    private void conv(String layer, int out, int in, int kernel) {
        shapes.put(layer + ".weight", new long[]{out, in, kernel, kernel});
        shapes.put(layer + ".bias", new long[]{out});
    }

    private void linear(String layer, int out, int in) {
        shapes.put(layer + ".weight", new long[]{out, in});
        shapes.put(layer + ".bias", new long[]{out});
    }

    private void norm(String layer, int width) {
        shapes.put(layer + ".weight", new long[]{width});
        shapes.put(layer + ".bias", new long[]{width});
    }
}
