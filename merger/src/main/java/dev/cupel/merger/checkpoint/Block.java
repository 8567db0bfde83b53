package dev.cupel.merger.checkpoint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a Stable Diffusion model that have a weight of their own in a merge, in the order that all merge
 * programs use.
 *
 * <p>The mapping is that of sd-meh and SuperMerger: the time embedding belongs to IN00, the output head to OUT11, and all
 * outside of the U-Net (text encoders and autoencoder) to BASE. SD XL has fewer blocks, and its output head is in OUT08: see
 * {@link Architecture#block}.
 */
public enum Block {
    BASE, IN00, IN01, IN02, IN03, IN04, IN05, IN06, IN07, IN08, IN09, IN10, IN11, M00, OUT00, OUT01, OUT02, OUT03, OUT04, OUT05, OUT06, OUT07, OUT08, OUT09, OUT10, OUT11;

    /** The name of the mapping, which recipes carry: another rule would be another name. */
    public static final String MAPPING = "supermerger-26";

    private static final String UNET = "model.diffusion_model.";
    private static final Pattern NUMBERED = Pattern.compile("(input|output)_blocks\\.(\\d|1[01])\\..*");

    /**
     * The block of a tensor in models with 12 input and 12 output blocks.
     *
     * @param name a name in the layout of the original files
     * @throws IllegalArgumentException if it is a U-Net tensor of no block
     */
    public static Block of(String name) {
        Block block = find(name);
        if (block == null) {
            throw new IllegalArgumentException("the U-Net of Stable Diffusion has no tensor '%s'".formatted(name));
        }
        return block;
    }

    /** The block of a tensor, or null if it is a U-Net tensor of no block. */
    static @Nullable Block find(String name) {
        if (!name.startsWith(UNET)) {
            return BASE;
        }
        String inside = name.substring(UNET.length());
        if (inside.startsWith("time_embed.") || inside.startsWith("label_emb.")) {
            return IN00;
        }
        if (inside.startsWith("middle_block.")) {
            return M00;
        }
        if (inside.startsWith("out.")) {
            return OUT11;
        }
        Matcher numbered = NUMBERED.matcher(inside);
        if (!numbered.matches()) {
            return null;
        }
        Block first = numbered.group(1).equals("input") ? IN00 : OUT00;
        return values()[first.ordinal() + Integer.parseInt(numbered.group(2))];
    }
}
