package dev.cupel.merger.rebasin;

import dev.cupel.merger.rebasin.Symmetry.Kind;
import java.util.ArrayList;
import java.util.List;

/** The symmetries of the text encoder: those inside its layers, and the stream through all of them into the U-Net. */
final class TextEncoderSymmetries {

    private static final int HEAD_WIDTH = 64;

    private TextEncoderSymmetries() {}

    /** Heads, and feed-forward units, of each layer. */
    static List<Symmetry> inside(Layers text) {
        List<Symmetry> found = new ArrayList<>();
        int heads = Math.max(1, text.size("embeddings.token_embedding", 1) / HEAD_WIDTH);
        for (int i = 0; i < count(text); i++) {
            Layers layer = text.under("encoder.layers." + i + ".");
            found.add(heads(layer, heads));
            found.add(Units.outOf(layer, "mlp.fc1").in("mlp.fc2").symmetry(Kind.FEED_FORWARD));
        }
        return found;
    }

    private static int count(Layers text) {
        return text.count("encoder.layers.", ".mlp.fc1");
    }

    private static Symmetry heads(Layers layer, int heads) {
        Units queryKey = Units.outOf(layer, "self_attn.q_proj").out("self_attn.k_proj");
        Units value = Units.outOf(layer, "self_attn.v_proj").in("self_attn.out_proj");
        return new Symmetry(layer.prefix() + "self_attn", Kind.HEAD, heads,
                List.of(queryKey.family(heads), value.family(heads)));
    }

    /**
     * The states of the tokens, which every layer adds to. The U-Net's cross-attention reads them, so that the two can only be
     * permuted together.
     */
    static Symmetry stream(Layers text, Layers unet) {
        Units stream = Units.into(text, "embeddings.token_embedding").in("embeddings.position_embedding");
        for (int i = 0; i < count(text); i++) {
            String layer = "encoder.layers." + i + ".";
            stream.out(layer + "layer_norm1").out(layer + "layer_norm2");
            for (String projection : List.of("q", "k", "v")) {
                stream.in(layer + "self_attn." + projection + "_proj");
            }
            stream.out(layer + "self_attn.out_proj").in(layer + "mlp.fc1").out(layer + "mlp.fc2");
        }
        stream.out("final_layer_norm");
        for (String attention : unet.endingWith(".attn2.to_k")) {
            stream.in(unet, attention + ".attn2.to_k").in(unet, attention + ".attn2.to_v");
        }
        return stream.symmetry(Kind.STREAM);
    }
}
