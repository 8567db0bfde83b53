package dev.cupel.merger.checkpoint;

/**
 * The parts of a Stable Diffusion 1.x model that have a weight of their own in a merge, in the order that all merge
 * programs use.
 *
 * <p>The mapping is that of sd-meh and SuperMerger: the time embedding belongs to IN00, the output head to OUT11, and all
 * outside of the U-Net (text encoder and autoencoder) to BASE.
 */
public enum Block {
    BASE, IN00, IN01, IN02, IN03, IN04, IN05, IN06, IN07, IN08, IN09, IN10, IN11, M00, OUT00, OUT01, OUT02, OUT03, OUT04, OUT05, OUT06, OUT07, OUT08, OUT09, OUT10, OUT11;

    /** The name of the mapping, which recipes carry: another rule would be another name. */
    public static final String MAPPING = "supermerger-26";

    private static final String UNET = "model.diffusion_model.";

    /**
     * The block of a tensor.
     *
     * @param name a name in the Stable Diffusion 1.x layout
     * @throws IllegalArgumentException if it is a U-Net tensor of a block that SD 1.x does not have
     */
    public static Block of(String name) {
        if (!name.startsWith(UNET)) {
            return BASE;
        }
        String[] parts = name.substring(UNET.length()).split("\\.");
        return switch (parts[0]) {
            case "time_embed" -> IN00;
            case "input_blocks" -> numbered(name, parts, IN00);
            case "middle_block" -> M00;
            case "output_blocks" -> numbered(name, parts, OUT00);
            case "out" -> OUT11;
            default -> throw unknown(name);
        };
    }

    private static Block numbered(String name, String[] parts, Block first) {
        if (parts.length < 2 || !parts[1].matches("\\d|1[01]")) {
            throw unknown(name);
        }
        return values()[first.ordinal() + Integer.parseInt(parts[1])];
    }

    private static IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("the U-Net of Stable Diffusion 1.x has no tensor '%s'".formatted(name));
    }
}
