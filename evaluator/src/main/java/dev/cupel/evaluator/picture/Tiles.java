package dev.cupel.evaluator.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A picture in overlapping squares, so that a network that enlarges it sees little at a time; the web UI's places and
 * blending.
 *
 * @param size    pixels of a tile's side; 0 for the whole picture at once
 * @param overlap pixels that neighbours share at least, below the size
 */
public record Tiles(int size, int overlap) {

    /** As the web UI has them at first. */
    public static final Tiles USUAL = new Tiles(192, 8);

    public Tiles {
        if (size < 0 || overlap < 0 || size > 0 && overlap >= size) {
            throw new IllegalArgumentException(
                    "tiles: the overlap must be below the size, but they are %d and %d".formatted(overlap, size));
        }
    }

    /**
     * Enlarges a picture tile by tile.
     *
     * @param network makes a tile of any size a whole number of times larger
     */
    public Picture enlarge(Picture picture, UnaryOperator<Picture> network) {
        if (size == 0) {
            return network.apply(picture);
        }
        List<Picture> rows = new ArrayList<>();
        int[] tops = places(picture.height());
        int[] lefts = places(picture.width());
        int factor = 0;
        for (int top : tops) {
            List<Picture> tiles = new ArrayList<>();
            for (int left : lefts) {
                Picture large = network.apply(tile(picture, left, top));
                factor = large.width() / size;
                tiles.add(large);
            }
            rows.add(joined(tiles, lefts, factor, picture.width() * factor, false));
        }
        return joined(rows, tops, factor, picture.height() * factor, true);
    }

    /** Where tiles begin along a side; below 0 if there is but one and it is larger than the picture. */
    public int[] places(int length) {
        int count = Math.max(1, Math.ceilDiv(length - overlap, size - overlap));
        double step = count == 1 ? 0 : (length - size) / (count - 1.0);
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = i == count - 1 ? length - size : (int) (i * step);
        }
        return places;
    }

    private Picture tile(Picture picture, int left, int top) {
        Canvas tile = new Canvas(size, size);
        tile.paste(picture, -left, -top);
        return tile.picture();
    }

    /** Tiles beside each other, or rows of them below each other: each over the last, softly over the least overlap. */
    private Picture joined(List<Picture> tiles, int[] places, int factor, int length, boolean down) {
        Picture first = tiles.getFirst();
        Canvas canvas = down ? new Canvas(first.width(), length) : new Canvas(length, first.height());
        int soft = overlap * factor;
        int[] mask = new int[soft];
        for (int k = 0; k < soft; k++) {
            mask[k] = k * 255 / soft;
        }
        for (int i = 0; i < places.length; i++) {
            Picture tile = tiles.get(i);
            int at = places[i] * factor;
            if (i == 0 || soft == 0) {
                paste(canvas, tile, at, down);
                continue;
            }
            if (down) {
                canvas.blend(tile.crop(0, 0, tile.width(), soft), 0, at, mask, true);
                canvas.paste(tile.crop(0, soft, tile.width(), tile.height() - soft), 0, at + soft);
            } else {
                canvas.blend(tile.crop(0, 0, soft, tile.height()), at, 0, mask, false);
                canvas.paste(tile.crop(soft, 0, tile.width() - soft, tile.height()), at + soft, 0);
            }
        }
        return canvas.picture();
    }

    private static void paste(Canvas canvas, Picture tile, int at, boolean down) {
        canvas.paste(tile, down ? 0 : at, down ? at : 0);
    }
}
