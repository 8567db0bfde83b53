package dev.cupel.merger.lora;

import dev.cupel.merger.checkpoint.Checkpoint;
import java.util.regex.Pattern;

/** What a tensor of a model is for a LoRA. */
enum LayerKind {
    /** A matrix or 1x1 convolution of the attention parts or of the text encoder: what every LoRA changes. */
    ATTENTION("layers of attention"),
    /** A layer of the residual parts that is no matrix: what a LoCon changes, too. */
    CONVOLUTION("convolutions"),
    /** A matrix of the residual parts, which a LoCon changes with the rank of matrices. */
    RESIDUAL("matrices of residual parts"),
    /** The first and last convolution and the time embedding. */
    END("first and last layers"),
    /** Scale and shift of a normalisation. */
    NORM("normalisations"),
    /** Any other bias. */
    BIAS("biases"),
    /** The text encoder's tables. */
    EMBEDDING("embeddings"),
    /** The autoencoder, which no LoRA changes. */
    AUTOENCODER("autoencoder");

    private static final Pattern TEXT_LAYER = Pattern.compile(".*\\.(self_attn\\.\\w+_proj|mlp\\.fc\\d)\\.weight");
    private static final Pattern NORMALISATION = Pattern
            .compile(
                    ".*(\\.1\\.norm|\\.norm\\d|layer_norm\\d?|in_layers\\.0|out_layers\\.0|\\.out\\.0)\\.(weight|bias)");

    private final String text;

    LayerKind(String text) {
        this.text = text;
    }

    /** The kind in words, many of it. */
    String text() {
        return text;
    }

    /** The kind of a tensor by its name in the Stable Diffusion 1.x layout and the size of its kernel. */
    static LayerKind of(String name, long kernel) {
        if (name.startsWith(Checkpoint.VAE)) {
            return AUTOENCODER;
        }
        if (NORMALISATION.matcher(name).matches()) {
            return NORM;
        }
        if (name.endsWith(".bias")) {
            return BIAS;
        }
        if (name.startsWith(Checkpoint.TEXT_ENCODER)) {
            return TEXT_LAYER.matcher(name).matches() ? ATTENTION : EMBEDDING;
        }
        if (name.contains(".transformer_blocks.") || name.contains(".proj_in.") || name.contains(".proj_out.")) {
            return ATTENTION;
        }
        String inside = name.substring(Checkpoint.UNET.length());
        if (inside.startsWith("input_blocks.0.") || inside.startsWith("time_embed.") || inside.startsWith("out.")) {
            return END;
        }
        return kernel > 1 ? CONVOLUTION : RESIDUAL;
    }
}
