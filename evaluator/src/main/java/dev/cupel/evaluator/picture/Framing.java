package dev.cupel.evaluator.picture;

/** How a picture is brought to a size of other proportions, as the web UI does it. */
public enum Framing {
    /** Stretched. */
    STRETCH("Just resize"),
    /** Resized to cover the size; what stands over is cut off on both sides. */
    CROP("Crop and resize"),
    /** Resized to fit into the size; its outermost pixels fill what is left over on both sides. */
    FILL("Resize and fill");

    private final String title;

    Framing(String title) {
        this.title = title;
    }

    /** The web UI's name. */
    public String title() {
        return title;
    }

    /** The picture in another size. */
    public Picture apply(Picture picture, int width, int height) {
        return switch (this) {
            case STRETCH -> Resampling.LANCZOS.resize(picture, width, height);
            case CROP -> covering(picture, width, height);
            case FILL -> fitting(picture, width, height);
        };
    }

    private static boolean wider(Picture picture, int width, int height) {
        return (double) width / height > (double) picture.width() / picture.height();
    }

    private static Picture covering(Picture picture, int width, int height) {
        boolean wide = wider(picture, width, height);
        int w = wide ? width : picture.width() * height / picture.height();
        int h = wide ? picture.height() * width / picture.width() : height;
        Picture resized = Resampling.LANCZOS.resize(picture, w, h);
        return resized.crop(w / 2 - width / 2, h / 2 - height / 2, width, height);
    }

    private static Picture fitting(Picture picture, int width, int height) {
        boolean wide = wider(picture, width, height);
        int w = wide ? picture.width() * height / picture.height() : width;
        int h = wide ? height : picture.height() * width / picture.width();
        Picture resized = Resampling.LANCZOS.resize(picture, w, h);
        return wide
                ? filledRows(resized, width)
                : Resampling.transpose(filledRows(Resampling.transpose(resized), height));
    }

    /** Fills to the left and to the right. The web UI leaves a last column black where the rest is odd; here it is filled. */
    private static Picture filledRows(Picture picture, int width) {
        int left = width / 2 - picture.width() / 2;
        int right = width - picture.width() - left;
        Canvas canvas = new Canvas(width, picture.height());
        canvas.paste(picture, left, 0);
        if (left > 0) {
            canvas.paste(Resampling.BICUBIC.stretch(picture, 0, 0, left), 0, 0);
        }
        if (right > 0) {
            canvas.paste(Resampling.BICUBIC.stretch(picture, picture.width(), picture.width(), right),
                    left + picture.width(), 0);
        }
        return canvas.picture();
    }
}
