package dev.cupel.merger;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tensors of the published Stable Diffusion 1.5 without EMA, names and shapes, from its architecture. */
public final class Sd15 {

    private static final String UNET = "model.diffusion_model.";
    private static final String VAE = "first_stage_model.";
    private static final String TEXT = "cond_stage_model.transformer.text_model.";
    private static final int[] WIDTHS = {320, 640, 1280, 1280};
    private static final int[] PIXEL_WIDTHS = {128, 256, 512, 512};
    private static final int TIME = 1280;
    private static final int CONTEXT = 768;

    private final Map<String, long[]> tensors = new LinkedHashMap<>();

    private Sd15() {}

    /** Element counts by name. */
    public static Map<String, Long> tensors() {
        Map<String, Long> counts = new LinkedHashMap<>();
        shapes().forEach((name, shape) -> counts.put(name, Arrays.stream(shape).reduce(1, (m, n) -> m * n)));
        return counts;
    }

    /** Shapes by name. */
    public static Map<String, long[]> shapes() {
        Sd15 model = new Sd15();
        model.unet();
        model.autoencoder();
        model.textEncoder();
        return model.tensors;
    }

    private void layer(String name, long... weights) {
        tensors.put(name + ".weight", weights);
        tensors.put(name + ".bias", new long[]{weights[0]});
    }

    private void matrix(String name, long out, long in) {
        tensors.put(name + ".weight", new long[]{out, in});
    }

    private void norm(String name, int width) {
        layer(name, width);
    }

    private void linear(String name, int in, int out) {
        layer(name, out, in);
    }

    private void conv(String name, int in, int out, int size) {
        layer(name, out, in, size, size);
    }

    private void unet() {
        linear(UNET + "time_embed.0", 320, TIME);
        linear(UNET + "time_embed.2", TIME, TIME);
        inputBlocks();
        residual(UNET + "middle_block.0", TIME, TIME);
        transformer(UNET + "middle_block.1", TIME);
        residual(UNET + "middle_block.2", TIME, TIME);
        outputBlocks();
        norm(UNET + "out.0", 320);
        conv(UNET + "out.2", 320, 4, 3);
    }

    private void inputBlocks() {
        conv(UNET + "input_blocks.0.0", 4, 320, 3);
        int width = 320;
        for (int level = 0; level < 4; level++) {
            for (int i = 0; i < 2; i++) {
                String block = UNET + "input_blocks." + (3 * level + 1 + i) + ".";
                residual(block + "0", width, WIDTHS[level]);
                width = WIDTHS[level];
                if (level < 3) {
                    transformer(block + "1", width);
                }
            }
            if (level < 3) {
                conv(UNET + "input_blocks." + (3 * level + 3) + ".0.op", width, width, 3);
            }
        }
    }

    private void outputBlocks() {
        int width = TIME;
        for (int i = 0; i < 12; i++) {
            int level = 3 - i / 3;
            int skip = i % 3 == 2 && level > 0 ? WIDTHS[level - 1] : WIDTHS[level];
            String block = UNET + "output_blocks." + i + ".";
            residual(block + "0", width + skip, WIDTHS[level]);
            width = WIDTHS[level];
            if (level < 3) {
                transformer(block + "1", width);
            }
            if (i % 3 == 2 && level > 0) {
                conv(block + (level < 3 ? "2" : "1") + ".conv", width, width, 3);
            }
        }
    }

    private void residual(String name, int in, int out) {
        norm(name + ".in_layers.0", in);
        conv(name + ".in_layers.2", in, out, 3);
        linear(name + ".emb_layers.1", TIME, out);
        norm(name + ".out_layers.0", out);
        conv(name + ".out_layers.3", out, out, 3);
        if (in != out) {
            conv(name + ".skip_connection", in, out, 1);
        }
    }

    private void transformer(String name, int width) {
        norm(name + ".norm", width);
        conv(name + ".proj_in", width, width, 1);
        String inner = name + ".transformer_blocks.0.";
        attention(inner + "attn1", width, width);
        linear(inner + "ff.net.0.proj", width, 8 * width);
        linear(inner + "ff.net.2", 4 * width, width);
        attention(inner + "attn2", width, CONTEXT);
        for (int i = 1; i <= 3; i++) {
            norm(inner + "norm" + i, width);
        }
        conv(name + ".proj_out", width, width, 1);
    }

    private void attention(String name, int width, int context) {
        matrix(name + ".to_q", width, width);
        matrix(name + ".to_k", width, context);
        matrix(name + ".to_v", width, context);
        linear(name + ".to_out.0", width, width);
    }

    private void autoencoder() {
        conv(VAE + "encoder.conv_in", 3, 128, 3);
        conv(VAE + "decoder.conv_in", 4, 512, 3);
        for (int level = 0; level < 4; level++) {
            encoderLevel(level);
            decoderLevel(level);
        }
        for (String side : new String[]{"encoder", "decoder"}) {
            pixels(VAE + side + ".mid.block_1", 512, 512);
            norm(VAE + side + ".mid.attn_1.norm", 512);
            for (String layer : new String[]{"q", "k", "v", "proj_out"}) {
                conv(VAE + side + ".mid.attn_1." + layer, 512, 512, 1);
            }
            pixels(VAE + side + ".mid.block_2", 512, 512);
        }
        norm(VAE + "encoder.norm_out", 512);
        conv(VAE + "encoder.conv_out", 512, 8, 3);
        norm(VAE + "decoder.norm_out", 128);
        conv(VAE + "decoder.conv_out", 128, 3, 3);
        conv(VAE + "quant_conv", 8, 8, 1);
        conv(VAE + "post_quant_conv", 4, 4, 1);
    }

    private void encoderLevel(int level) {
        int width = PIXEL_WIDTHS[level];
        for (int i = 0; i < 2; i++) {
            pixels(VAE + "encoder.down." + level + ".block." + i, i == 0 ? PIXEL_WIDTHS[Math.max(level - 1, 0)] : width,
                    width);
        }
        if (level < 3) {
            conv(VAE + "encoder.down." + level + ".downsample.conv", width, width, 3);
        }
    }

    private void decoderLevel(int level) {
        int width = PIXEL_WIDTHS[level];
        for (int i = 0; i < 3; i++) {
            pixels(VAE + "decoder.up." + level + ".block." + i, i == 0 ? PIXEL_WIDTHS[Math.min(level + 1, 3)] : width,
                    width);
        }
        if (level > 0) {
            conv(VAE + "decoder.up." + level + ".upsample.conv", width, width, 3);
        }
    }

    private void pixels(String name, int in, int out) {
        norm(name + ".norm1", in);
        conv(name + ".conv1", in, out, 3);
        norm(name + ".norm2", out);
        conv(name + ".conv2", out, out, 3);
        if (in != out) {
            conv(name + ".nin_shortcut", in, out, 1);
        }
    }

    private void textEncoder() {
        tensors.put(TEXT + "embeddings.position_ids", new long[]{1, 77});
        matrix(TEXT + "embeddings.token_embedding", 49408, CONTEXT);
        matrix(TEXT + "embeddings.position_embedding", 77, CONTEXT);
        for (int i = 0; i < 12; i++) {
            String layer = TEXT + "encoder.layers." + i + ".";
            for (String projection : new String[]{"q_proj", "k_proj", "v_proj", "out_proj"}) {
                linear(layer + "self_attn." + projection, CONTEXT, CONTEXT);
            }
            norm(layer + "layer_norm1", CONTEXT);
            linear(layer + "mlp.fc1", CONTEXT, 4 * CONTEXT);
            linear(layer + "mlp.fc2", 4 * CONTEXT, CONTEXT);
            norm(layer + "layer_norm2", CONTEXT);
        }
        norm(TEXT + "final_layer_norm", CONTEXT);
    }
}
