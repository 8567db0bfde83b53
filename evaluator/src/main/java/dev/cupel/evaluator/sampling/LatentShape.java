package dev.cupel.evaluator.sampling;

/**
 * Shape of one picture's latents, row-major.
 *
 * @param channels 4 for Stable Diffusion 1.x
 * @param height   rows, an eighth of the picture's
 * @param width    columns, an eighth of the picture's
 */
public record LatentShape(int channels, int height, int width) {

    /** How many numbers. */
    public int count() {
        return channels * height * width;
    }

    /**
     * Puts the middle of a smaller or larger latent into the middle of one of this shape ("seed resize").
     *
     * @param target of this shape; changed
     * @param source of the other shape
     */
    void paste(float[] target, float[] source, LatentShape other) {
        int dx = (width - other.width) / 2;
        int dy = (height - other.height) / 2;
        int w = dx >= 0 ? other.width : other.width + 2 * dx;
        int h = dy >= 0 ? other.height : other.height + 2 * dy;
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < h; y++) {
                int from = (c * other.height + y + Math.max(-dy, 0)) * other.width + Math.max(-dx, 0);
                int to = (c * height + y + Math.max(dy, 0)) * width + Math.max(dx, 0);
                System.arraycopy(source, from, target, to, w);
            }
        }
    }
}
