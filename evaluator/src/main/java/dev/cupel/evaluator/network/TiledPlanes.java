package dev.cupel.evaluator.network;

import dev.cupel.evaluator.picture.Tiles;

/**
 * A network on overlapping tiles of planes of numbers, whose results are blended linearly where tiles overlap. What is near a border of a
 * tile within the picture hardly counts: the network takes it for the picture's end.
 *
 * <p>Sides and places are counted in cells: so many values of the input a cell has along each side, and so many of the output.
 *
 * @param circular whether the planes continue at the opposite side
 * @param tile     cells of a tile's side
 * @param overlap  cells that neighbours share at least
 */
record TiledPlanes(boolean circular, int tile, int overlap) {

    /** As much as a picture of 768 x 768 pixels. */
    static final int TILE = 96;
    /** What a convolution sees beyond its tile hardly matters after so many cells. */
    static final int OVERLAP = 16;

    /** The network: planes of one tile to planes of the result. */
    @FunctionalInterface
    interface Network {

        /**
         * @param height values of a column
         * @param width  values of a row
         */
        float[] apply(float[] planes, int height, int width);
    }

    /**
     * Runs a network.
     *
     * @param height    cells of a column
     * @param width     cells of a row
     * @param values    shape (channels, inScale * height, inScale * width)
     * @param results   channels of the result
     * @param outScale  values of the result a cell, along each side
     * @param inScale   values of the input a cell, along each side
     * @return shape (results, outScale * height, outScale * width)
     */
    float[] map(int channels, int height, int width, float[] values, int results, int outScale, int inScale,
            Network network) {
        if (circular) {
            Planes wider = new Planes(channels, inScale * height, inScale * width, values).continued(inScale * overlap);
            float[] large = new TiledPlanes(false, tile, overlap).map(channels, height + 2 * overlap,
                    width + 2 * overlap, wider.values(), results, outScale, inScale, network);
            return new Planes(results, outScale * (height + 2 * overlap), outScale * (width + 2 * overlap), large)
                    .part(outScale * overlap, outScale * overlap, outScale * height, outScale * width).values();
        }
        Planes input = new Planes(channels, inScale * height, inScale * width, values);
        Sum sum = new Sum(new Planes(results, outScale * height, outScale * width,
                new float[results * outScale * height * outScale * width]), outScale * overlap);
        int h = Math.min(tile, height);
        int w = Math.min(tile, width);
        for (int top : new Tiles(h, Math.min(overlap, h - 1)).places(height)) {
            for (int left : new Tiles(w, Math.min(overlap, w - 1)).places(width)) {
                Planes part = input.part(inScale * top, inScale * left, inScale * h, inScale * w);
                sum.add(new Planes(results, outScale * h, outScale * w,
                        network.apply(part.values(), part.height(), part.width())), outScale * top, outScale * left);
            }
        }
        return sum.mean();
    }

    /** Planes of numbers, shape (channels, height, width). */
    private record Planes(int channels, int height, int width, float[] values) {

        Planes part(int top, int left, int h, int w) {
            float[] part = new float[channels * h * w];
            for (int row = 0; row < channels * h; row++) {
                int from = (row / h * height + top + row % h) * width + left;
                System.arraycopy(values, from, part, row * w, w);
            }
            return new Planes(channels, h, w, part);
        }

        /** With so much of the opposite side at each side. */
        Planes continued(int margin) {
            int h = height + 2 * margin;
            int w = width + 2 * margin;
            float[] all = new float[channels * h * w];
            for (int i = 0; i < all.length; i++) {
                int y = Math.floorMod(i / w % h - margin, height);
                int x = Math.floorMod(i % w - margin, width);
                all[i] = values[(i / w / h * height + y) * width + x];
            }
            return new Planes(channels, h, w, all);
        }
    }

    /** Tiles weighed by how far a value is from a border within the picture. */
    private static final class Sum {

        /** What a border weighs, so that where nothing else is it is taken. */
        private static final float LEAST = 1e-4f;

        private final Planes total;
        private final float[] weights;
        private final int margin;
        private final int ramp;

        /** @param overlap values that neighbours share: of these a quarter at each side is left to the other */
        Sum(Planes total, int overlap) {
            this.total = total;
            this.margin = overlap / 4;
            this.ramp = overlap - 2 * margin;
            this.weights = new float[total.height() * total.width()];
        }

        void add(Planes tile, int top, int left) {
            for (int y = 0; y < tile.height(); y++) {
                float row = weight(y, tile.height(), top, total.height());
                for (int x = 0; x < tile.width(); x++) {
                    float weight = row * weight(x, tile.width(), left, total.width());
                    int to = (top + y) * total.width() + left + x;
                    weights[to] += weight;
                    for (int c = 0; c < tile.channels(); c++) {
                        total.values()[c * weights.length + to] += weight
                                * tile.values()[(c * tile.height() + y) * tile.width() + x];
                    }
                }
            }
        }

        private float weight(int i, int length, int start, int all) {
            int before = start == 0 ? length : i;
            int after = start + length == all ? length : length - 1 - i;
            return Math.clamp(Math.min(before, after) + 0.5f - margin, LEAST, ramp);
        }

        float[] mean() {
            float[] mean = total.values();
            for (int i = 0; i < mean.length; i++) {
                mean[i] /= weights[i % weights.length];
            }
            return mean;
        }
    }
}
