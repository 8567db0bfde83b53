package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.BestMerge;
import dev.cupel.optimizer.report.Report.Coefficients;

/**
 * The U-Net as a picture: the input blocks down the left side, M00 below, the output blocks up the right side, each
 * pair joined by its skip connection, every block in the colour of its effective coefficient. What lies outside the
 * U stands above it.
 *
 * <p>All lengths are in units of the SVG, which is {@value #WIDTH} wide.
 */
final class BlockDrawing {

    private static final int WIDTH = 420;
    private static final int BLOCK_WIDTH = 112;
    private static final int BLOCK_HEIGHT = 27;
    private static final int STEP = 31;
    private static final int TOP = 76;
    /** Blocks of one picture size: three per level, four levels. */
    private static final int LEVEL = 3;
    private static final int LEVEL_GAP = 10;
    private static final int INDENT = 15;
    /** Letters of the autoencoder's name that fit beside "VAE"; its title has all. */
    private static final int LONGEST = 10;
    private static final String[] SIZES = {"full size", "1/2", "1/4", "1/8"};

    private final BestMerge merge;
    private final Ramp ramp;
    private final StringBuilder svg = new StringBuilder();

    private BlockDrawing(BestMerge merge, Ramp ramp) {
        this.merge = merge;
        this.ramp = ramp;
    }

    /** An SVG element. */
    static String of(BestMerge merge, Ramp ramp) {
        return new BlockDrawing(merge, ramp).draw();
    }

    private String draw() {
        int bottom = y(Blocks.SIDE - 1) + STEP + LEVEL_GAP;
        svg.append("""
                <svg class="blocks" viewBox="0 0 %d %d" role="img" aria-labelledby="blocks-title">
                <title id="blocks-title">The blocks of the U-Net with their effective coefficients</title>
                """.formatted(WIDTH, bottom + BLOCK_HEIGHT + 62));
        outside();
        for (int depth = 0; depth < Blocks.SIDE; depth++) {
            links(depth, bottom);
        }
        for (int level = 0; level < SIZES.length; level++) {
            size(level);
        }
        for (int depth = 0; depth < Blocks.SIDE; depth++) {
            block(1 + depth, left(depth), y(depth), BLOCK_WIDTH);
            block(Blocks.NAMES.size() - 1 - depth, right(depth), y(depth), BLOCK_WIDTH);
        }
        block(1 + Blocks.SIDE, (WIDTH - BLOCK_WIDTH) / 2, bottom, BLOCK_WIDTH);
        legend(bottom + BLOCK_HEIGHT + 26);
        return svg.append("</svg>").toString();
    }

    /** BASE, the text encoder and the autoencoder, which are not part of the U. */
    private void outside() {
        Coefficients found = merge.coefficients();
        int width = (WIDTH - 2 * 12) / 3;
        block(0, 0, 18, width);
        double weight = found.textEncoderWeight();
        String how = found.parts().containsKey(Coefficients.TEXT_ENCODER) ? "its own weight" : "as BASE";
        box("class=\"extra\"", "Text enc.", Numbers.coefficient(found.alpha() * weight), found.alpha() * weight,
                "Text encoder, %s: %s".formatted(how, product(weight)), width + 12, 18, width);
        vae(found, width);
        caption(0, 10, "start", "outside the U");
        caption(left(0) + BLOCK_WIDTH / 2, TOP - 8, "middle", "in");
        caption(right(0) + BLOCK_WIDTH / 2, TOP - 8, "middle", "out");
    }

    private void vae(Coefficients found, int width) {
        Double own = found.parts().get("VAE");
        if (own != null) {
            box("class=\"extra\"", "VAE", Numbers.coefficient(found.alpha() * own), found.alpha() * own,
                    "Autoencoder, its own weight: " + product(own), 2 * (width + 12), 18, width);
            return;
        }
        svg.append("""
                <g class="extra"><title>Autoencoder: %1$s</title>
                <rect class="plain" x="%2$d" y="18" width="%3$d" height="%4$d" rx="5"/>
                <text class="ink" x="%5$d" y="36">VAE</text>
                <text class="ink value" x="%6$d" y="36">%7$s</text></g>
                """.formatted(escape(merge.vae()), 2 * (width + 12), width, BLOCK_HEIGHT, 2 * (width + 12) + 10,
                WIDTH - 10, escape(merge.vae().length() > LONGEST
                        ? merge.vae().substring(0, LONGEST - 1) + "…"
                        : merge.vae())));
    }

    private void block(int index, int x, int y, int width) {
        Coefficients found = merge.coefficients();
        double weight = found.weights().get(index);
        String name = Blocks.NAMES.get(index);
        box("class=\"block\" data-block=\"" + name + "\"", name, Numbers.coefficient(found.alpha() * weight),
                found.alpha() * weight,
                name + ": " + product(weight) + part(name, "IN00", "TIME_EMBED", "time embedding")
                        + part(name, "OUT11", "OUT", "head"),
                x, y, width);
    }

    /** What a block's hint says of a part of it that has a weight of its own. */
    private String part(String block, String whole, String part, String meaning) {
        Double own = merge.coefficients().parts().get(part);
        return own == null || !block.equals(whole) ? "" : "; " + meaning + ": " + product(own);
    }

    private void box(String attributes, String name, String number, double value, String hint, int x, int y,
            int width) {
        svg.append("""
                <g %s fill="%s"><title>%s</title>
                <rect x="%d" y="%d" width="%d" height="%d" rx="5" fill="%s"/>
                <text x="%d" y="%d">%s</text><text class="value" x="%d" y="%d">%s</text></g>
                """.formatted(attributes, ramp.text(value), hint, x, y, width, BLOCK_HEIGHT, ramp.color(value), x + 10,
                y + 18, name, x + width - 10, y + 18, number));
    }

    /** The skip connection of a pair and the way to the next blocks. */
    private void links(int depth, int bottom) {
        int middle = y(depth) + BLOCK_HEIGHT / 2;
        line("skip", left(depth) + BLOCK_WIDTH, middle, right(depth), middle);
        boolean deepest = depth == Blocks.SIDE - 1;
        int nextLeft = deepest ? (WIDTH - BLOCK_WIDTH) / 2 + 16 : left(depth + 1) + BLOCK_WIDTH / 2;
        int nextRight = deepest ? (WIDTH + BLOCK_WIDTH) / 2 - 16 : right(depth + 1) + BLOCK_WIDTH / 2;
        int next = deepest ? bottom : y(depth + 1);
        line("flow", left(depth) + BLOCK_WIDTH / 2, y(depth) + BLOCK_HEIGHT, nextLeft, next);
        line("flow", nextRight, next, right(depth) + BLOCK_WIDTH / 2, y(depth) + BLOCK_HEIGHT);
    }

    private void size(int level) {
        int y = y(LEVEL * level + 1) + BLOCK_HEIGHT / 2;
        svg.append("<rect class=\"clear\" x=\"%d\" y=\"%d\" width=\"70\" height=\"18\"/>\n".formatted(WIDTH / 2 - 35,
                y - 9));
        caption(WIDTH / 2, y + 4, "middle", SIZES[level]);
    }

    private void legend(int y) {
        svg.append("<linearGradient id=\"ramp\">");
        for (int percent = 0; percent <= 100; percent += 5) {
            double value = ramp.low() + percent / 100.0 * (ramp.high() - ramp.low());
            svg.append("<stop offset=\"%d%%\" stop-color=\"%s\"/>".formatted(percent, ramp.color(value)));
        }
        svg.append(
                "</linearGradient>\n<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"10\" rx=\"3\" fill=\"url(#ramp)\"/>\n"
                        .formatted(y, WIDTH));
        for (double tick = Math.ceil(2 * ramp.low()) / 2; tick <= ramp.high(); tick += 0.5) {
            int x = (int) Math.round((tick - ramp.low()) / (ramp.high() - ramp.low()) * WIDTH);
            String anchor = tick == ramp.low() ? "start" : tick == ramp.high() ? "end" : "middle";
            caption(x, y + 26, anchor, Numbers.fixed(tick, 1) + meaning(tick));
        }
    }

    private String meaning(double tick) {
        if (!merge.formula().carriesChange()) {
            return "";
        }
        return tick == 0 ? " new base" : tick == 1 ? " whole change" : "";
    }

    private void caption(int x, int y, String anchor, String text) {
        svg.append("<text class=\"caption\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n".formatted(x, y, anchor,
                text));
    }

    private void line(String kind, int x1, int y1, int x2, int y2) {
        svg.append("<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n".formatted(kind, x1, y1, x2, y2));
    }

    private String product(double weight) {
        double alpha = merge.coefficients().alpha();
        return "alpha %s × weight %s = %s".formatted(Numbers.coefficient(alpha), Numbers.coefficient(weight),
                Numbers.coefficient(alpha * weight));
    }

    private static int y(int depth) {
        return TOP + depth * STEP + depth / LEVEL * LEVEL_GAP;
    }

    private static int left(int depth) {
        return depth / LEVEL * INDENT;
    }

    private static int right(int depth) {
        return WIDTH - BLOCK_WIDTH - left(depth);
    }
}
