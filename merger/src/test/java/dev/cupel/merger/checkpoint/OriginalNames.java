package dev.cupel.merger.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** The names of all tensors of Stable Diffusion 1.5 in the original layout, written down from its structure. */
public final class OriginalNames {

    private final List<String> names = new ArrayList<>();

    private OriginalNames() {}

    /** The 686 of the U-Net. */
    public static List<String> unet() {
        OriginalNames all = new OriginalNames();
        String unet = "model.diffusion_model.";
        all.pairs(unet, "time_embed.0", "time_embed.2", "input_blocks.0.0", "out.0", "out.2");
        for (int block = 1; block < 12; block++) {
            String input = unet + "input_blocks." + block + ".";
            if (block % 3 == 0) {
                all.pairs(input, "0.op");
            } else {
                all.residual(input + "0.", block == 4 || block == 7);
                all.transformer(input + "1.", block < 9);
            }
        }
        all.residual(unet + "middle_block.0.", false);
        all.transformer(unet + "middle_block.1.", true);
        all.residual(unet + "middle_block.2.", false);
        for (int block = 0; block < 12; block++) {
            String output = unet + "output_blocks." + block + ".";
            all.residual(output + "0.", true);
            all.transformer(output + "1.", block > 2);
            if (block % 3 == 2 && block < 11) {
                all.pairs(output, (block == 2 ? "1" : "2") + ".conv");
            }
        }
        return all.names;
    }

    /** The 248 of the autoencoder. */
    public static List<String> vae() {
        OriginalNames all = new OriginalNames();
        String vae = "first_stage_model.";
        all.pairs(vae, "quant_conv", "post_quant_conv");
        for (String side : List.of("encoder.", "decoder.")) {
            all.pairs(vae + side, "conv_in", "norm_out", "conv_out");
            all.autoencoderBlock(vae + side + "mid.block_1.", false);
            all.pairs(vae + side + "mid.attn_1.", "norm", "q", "k", "v", "proj_out");
            all.autoencoderBlock(vae + side + "mid.block_2.", false);
        }
        for (int level = 0; level < 4; level++) {
            for (int block = 0; block < 3; block++) {
                if (block < 2) {
                    all.autoencoderBlock(vae + "encoder.down.%d.block.%d.".formatted(level, block),
                            block == 0 && (level == 1 || level == 2));
                }
                all.autoencoderBlock(vae + "decoder.up.%d.block.%d.".formatted(level, block), block == 0 && level < 2);
            }
            if (level < 3) {
                all.pairs(vae + "encoder.down." + level, ".downsample.conv");
                all.pairs(vae + "decoder.up." + (level + 1), ".upsample.conv");
            }
        }
        return all.names;
    }

    /** The 197 of the text encoder, with position_ids. */
    public static List<String> textEncoder() {
        OriginalNames all = new OriginalNames();
        String text = "cond_stage_model.transformer.text_model.";
        all.names.addAll(List.of(text + "embeddings.position_ids", text + "embeddings.token_embedding.weight",
                text + "embeddings.position_embedding.weight"));
        all.pairs(text, "final_layer_norm");
        for (int layer = 0; layer < 12; layer++) {
            all.pairs(text + "encoder.layers." + layer + ".", "layer_norm1", "layer_norm2", "mlp.fc1", "mlp.fc2",
                    "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj");
        }
        return all.names;
    }

    private void pairs(String prefix, String... layers) {
        for (String layer : layers) {
            names.add(prefix + layer + ".weight");
            names.add(prefix + layer + ".bias");
        }
    }

    private void residual(String prefix, boolean skip) {
        pairs(prefix, "in_layers.0", "in_layers.2", "emb_layers.1", "out_layers.0", "out_layers.3");
        if (skip) {
            pairs(prefix, "skip_connection");
        }
    }

    private void transformer(String prefix, boolean present) {
        if (present) {
            pairs(prefix, "norm", "proj_in", "proj_out");
            String block = prefix + "transformer_blocks.0.";
            pairs(block, "norm1", "norm2", "norm3", "ff.net.0.proj", "ff.net.2", "attn1.to_out.0", "attn2.to_out.0");
            for (String attention : List.of("attn1.to_", "attn2.to_")) {
                names.addAll(List.of(block + attention + "q.weight", block + attention + "k.weight",
                        block + attention + "v.weight"));
            }
        }
    }

    private void autoencoderBlock(String prefix, boolean skip) {
        pairs(prefix, "norm1", "conv1", "norm2", "conv2");
        if (skip) {
            pairs(prefix, "nin_shortcut");
        }
    }
}
