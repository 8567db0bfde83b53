package dev.cupel.evaluator.picture;

/** A picture in the making: black at first, others are put upon it. */
public final class Canvas {

    private final int width;
    private final int height;
    private final byte[] rgb;

    /** A black picture. */
    public Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        this.rgb = new byte[3 * width * height];
    }

    /** Covers a place; what lies outside of the canvas is left out. */
    public void paste(Picture picture, int left, int top) {
        byte[] other = picture.rgb();
        int from = Math.max(0, -left);
        int to = Math.min(picture.width(), width - left);
        for (int y = Math.max(0, -top); y < Math.min(picture.height(), height - top) && from < to; y++) {
            System.arraycopy(other, 3 * (y * picture.width() + from), rgb, 3 * ((top + y) * width + left + from),
                    3 * (to - from));
        }
    }

    /**
     * Mixes a picture with what is there, as Pillow does with a mask.
     *
     * @param mask for each column of the picture (or row, if {@code down}): 0 keeps what is there, 255 covers it
     * @param down whether the mask runs from the top to the bottom
     */
    void blend(Picture picture, int left, int top, int[] mask, boolean down) {
        byte[] other = picture.rgb();
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int m = mask[down ? y : x];
                int at = 3 * ((top + y) * width + left + x);
                for (int c = 0; c < 3; c++) {
                    int fresh = Byte.toUnsignedInt(other[3 * (y * picture.width() + x) + c]);
                    int t = fresh * m + Byte.toUnsignedInt(rgb[at + c]) * (255 - m) + 128;
                    rgb[at + c] = (byte) ((t >> 8) + t >> 8);
                }
            }
        }
    }

    /** What is there now. */
    public Picture picture() {
        return new Picture(width, height, rgb);
    }
}
