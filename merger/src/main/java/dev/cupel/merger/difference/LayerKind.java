package dev.cupel.merger.difference;

import java.util.regex.Pattern;

/** What a tensor does in its network. */
public enum LayerKind {
    /** Attention of a picture, or a text, to itself. */
    ATTN1,
    /** Attention of a picture to the text. */
    ATTN2,
    /** Feed-forward layers. */
    FF,
    /** Convolutions: of residual blocks, of changes of size, into and out of attention. */
    CONV,
    /** Normalisations. */
    NORM,
    /** Embeddings of time, labels, tokens and places, and what brings them into the blocks. */
    EMB;

    private static final Pattern NORMS = Pattern
            .compile(".*(norm|\\.ln_|\\.in_layers\\.0\\.|\\.out_layers\\.0\\.|_model\\.out\\.0\\.).*");
    private static final Pattern SELF = Pattern.compile(".*\\.(attn1|attn_1|self_attn|attn)\\..*");
    private static final Pattern FEED_FORWARD = Pattern.compile(".*\\.(ff|mlp)\\..*");
    private static final Pattern EMBEDDINGS = Pattern
            .compile(".*(time_embed|label_emb|emb_layers|embedding|text_projection|logit_scale).*");

    /** The kind of a tensor by its name in the original layout. */
    public static LayerKind of(String name) {
        if (NORMS.matcher(name).matches()) {
            return NORM;
        }
        if (name.contains(".attn2.")) {
            return ATTN2;
        }
        if (SELF.matcher(name).matches()) {
            return ATTN1;
        }
        if (FEED_FORWARD.matcher(name).matches()) {
            return FF;
        }
        return EMBEDDINGS.matcher(name).matches() ? EMB : CONV;
    }
}
