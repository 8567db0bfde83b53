package dev.cupel.evaluator.picture;

import java.util.Arrays;

/**
 * A picture of 8 bits per colour.
 *
 * @param width  in pixels, at least 1
 * @param height in pixels, at least 1
 * @param rgb    red, green and blue of each pixel, row by row: 3 * width * height bytes, unsigned
 */
public record Picture(int width, int height, byte[] rgb) {

    public Picture {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("picture: %d x %d pixels need %d bytes, but there are %d"
                    .formatted(width, height, 3L * width * height, rgb.length));
        }
        rgb = rgb.clone();
    }

    /** A copy of the pixels. */
    @Override
    public byte[] rgb() {
        return rgb.clone();
    }

    /**
     * One colour of one pixel.
     *
     * @param channel 0 red, 1 green, 2 blue
     * @return 0 to 255
     */
    public int at(int x, int y, int channel) {
        return Byte.toUnsignedInt(rgb[3 * (y * width + x) + channel]);
    }

    /** A part of this picture. */
    public Picture crop(int left, int top, int width, int height) {
        byte[] part = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, 3 * ((top + y) * this.width + left), part, 3 * y * width, 3 * width);
        }
        return new Picture(width, height, part);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that && that.width == width && that.height == height
                && Arrays.equals(that.rgb, rgb);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Picture[%d x %d, %08x]".formatted(width, height, hashCode());
    }
}
