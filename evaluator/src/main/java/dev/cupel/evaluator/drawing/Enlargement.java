package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.network.Autoencoder;

/** How much larger a picture becomes, as the web UI computes it. */
public sealed interface Enlargement {

    /**
     * By a factor.
     *
     * @param scale 1 to 8
     */
    record By(double scale) implements Enlargement {

        public By {
            if (!(scale >= 1 && scale <= 8)) {
                throw new EvaluationException("""
                        hires scale: must be 1 to 8, but is %s.
                        Maybe 2 is meant.""".formatted(scale));
            }
        }
    }

    /**
     * To a size. One of the sides may be 0, and follows from the other; if both are given, the picture is enlarged to cover
     * them, and what stands over is cut off its latents.
     */
    record To(int width, int height) implements Enlargement {

        public To {
            if (Math.min(width, height) < 0 || Math.max(width, height) < Autoencoder.FACTOR
                    || Math.max(width, height) > LARGEST) {
                throw new EvaluationException("""
                        hires size: sides must be 8 to %d, one of them may be 0, but are %dx%d.
                        Maybe 1024x0: the other side follows.""".formatted(LARGEST, width, height));
            }
        }
    }

    /** Largest side in pixels. */
    int LARGEST = 8192;

    /**
     * What an enlargement comes to.
     *
     * @param width  pixels after enlarging
     * @param height pixels after enlarging
     * @param cutX   latent columns to cut off, on both sides together
     * @param cutY   latent rows to cut off
     */
    record Target(int width, int height, int cutX, int cutY) {

        /** Latent rows that are drawn. */
        int rows() {
            return height / Autoencoder.FACTOR - cutY;
        }

        /** Latent columns that are drawn. */
        int columns() {
            return width / Autoencoder.FACTOR - cutX;
        }
    }

    /** What it makes of a size. */
    default Target of(int width, int height) {
        return switch (this) {
            case By(double scale) -> new Target((int) (width * scale), (int) (height * scale), 0, 0);
            case To(int w, int h) when h == 0 -> new Target(w, w * height / width, 0, 0);
            case To(int w, int h) when w == 0 -> new Target(h * width / height, h, 0, 0);
            case To(int w, int h) -> {
                boolean wide = (double) width / height < (double) w / h;
                int larger = wide ? w : h * width / height;
                int higher = wide ? w * height / width : h;
                yield new Target(larger, higher, (larger - w) / Autoencoder.FACTOR, (higher - h) / Autoencoder.FACTOR);
            }
        };
    }
}
