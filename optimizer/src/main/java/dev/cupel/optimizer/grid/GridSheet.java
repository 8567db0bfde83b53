package dev.cupel.optimizer.grid;

import dev.cupel.evaluator.picture.Picture;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * All cells on one picture, with what changes written beside them.
 *
 * <p>Pictures are shown pixel by pixel, and only where the sheet would be too large every second, third … pixel of theirs.
 */
public final class GridSheet {

    private static final int GAP = 8;
    private static final int NARROWEST = 150;
    private static final int LONGEST_SIDE = 20_000;
    private static final long MOST_PIXELS = 150_000_000L;
    private static final int MOST_LINES = 4;
    private static final Color BACK = new Color(0xffffff);
    private static final Color INK = new Color(0x1b1b1f);
    private static final Color FAINT = new Color(0xe6e6ea);

    private final Grid grid;
    private final Map<Grid.Cell, Shown> shown;
    private final int shrink;
    private final int width;
    private final int height;
    private final Font font;
    private final int header;

    private GridSheet(Grid grid, Map<Grid.Cell, Shown> shown, int shrink) {
        this.grid = grid;
        this.shown = shown;
        this.shrink = shrink;
        this.width = Math.max(NARROWEST, side(Picture::width));
        this.height = Math.max(NARROWEST / 2, side(Picture::height));
        this.font = new Font(Font.SANS_SERIF, Font.PLAIN, Math.clamp(width / 16, 13, 32));
        this.header = header();
    }

    private int side(ToIntFunction<Picture> side) {
        return shown.values().stream().filter(Shown.Drawn.class::isInstance).map(Shown.Drawn.class::cast)
                .mapToInt(drawn -> (side.applyAsInt(drawn.picture()) + shrink - 1) / shrink).max().orElse(NARROWEST);
    }

    /**
     * Draws the sheet. It needs a font of the system for what is written.
     *
     * @param shown what came of each cell
     */
    public static Picture draw(Grid grid, Map<Grid.Cell, Shown> shown) {
        System.setProperty("java.awt.headless", "true");
        int shrink = 1;
        GridSheet sheet = new GridSheet(grid, shown, shrink);
        while (sheet.tooLarge()) {
            sheet = new GridSheet(grid, shown, ++shrink);
        }
        return sheet.picture();
    }

    private boolean tooLarge() {
        return Math.max(fullWidth(), fullHeight()) > LONGEST_SIDE || (long) fullWidth() * fullHeight() > MOST_PIXELS;
    }

    /** As high as the longest label of a column needs. */
    private int header() {
        FontMetrics metrics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(font);
        return metrics.getHeight() * IntStream.range(0, grid.x().values().size())
                .map(i -> lines(grid.x().label(i), metrics, width, MOST_LINES).size()).max().orElse(1) + GAP;
    }

    private int left() {
        return grid.y().present() ? width * 3 / 4 + GAP : GAP;
    }

    private int top() {
        return (grid.z().present() ? 2 * font.getSize() + GAP : GAP) + (grid.x().present() ? header : 0);
    }

    private int fullWidth() {
        return left() + grid.x().values().size() * (width + GAP);
    }

    private int sheetHeight() {
        return top() + grid.y().values().size() * (height + GAP);
    }

    private int fullHeight() {
        return grid.z().values().size() * sheetHeight();
    }

    private Picture picture() {
        BufferedImage image = new BufferedImage(fullWidth(), fullHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(BACK);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(font);
        for (int k = 0; k < grid.z().values().size(); k++) {
            labels(graphics, k);
        }
        shown.forEach((cell, what) -> cell(graphics, image, cell, what));
        graphics.dispose();
        return picture(image);
    }

    private void labels(Graphics2D graphics, int k) {
        int above = k * sheetHeight();
        if (grid.z().present()) {
            write(graphics, grid.z().label(k), GAP, above, fullWidth() - GAP, 2 * font.getSize() + GAP, 1);
        }
        for (int i = 0; grid.x().present() && i < grid.x().values().size(); i++) {
            write(graphics, grid.x().label(i), left() + i * (width + GAP), above + top() - header, width, header,
                    MOST_LINES);
        }
        for (int j = 0; grid.y().present() && j < grid.y().values().size(); j++) {
            write(graphics, grid.y().label(j), GAP / 2, above + top() + j * (height + GAP), left() - GAP, height,
                    Math.max(1, height / (font.getSize() * 5 / 4)));
        }
    }

    private void cell(Graphics2D graphics, BufferedImage image, Grid.Cell cell, Shown what) {
        int left = left() + cell.x() * (width + GAP);
        int top = cell.z() * sheetHeight() + top() + cell.y() * (height + GAP);
        switch (what) {
            case Shown.Drawn drawn -> paste(image, drawn.picture(), left, top);
            case Shown.Failed failed -> {
                graphics.setColor(FAINT);
                graphics.fillRect(left, top, width, height);
                write(graphics, failed.cause().lines().findFirst().orElse("failed"), left + GAP, top, width - 2 * GAP,
                        height, Math.max(1, height / (font.getSize() * 5 / 4)));
            }
        }
    }

    private void paste(BufferedImage image, Picture picture, int left, int top) {
        int across = (picture.width() + shrink - 1) / shrink;
        int down = (picture.height() + shrink - 1) / shrink;
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                int rgb = picture.at(x * shrink, y * shrink, 0) << 16 | picture.at(x * shrink, y * shrink, 1) << 8
                        | picture.at(x * shrink, y * shrink, 2);
                image.setRGB(left + (width - across) / 2 + x, top + (height - down) / 2 + y, rgb);
            }
        }
    }

    /** Writes lines into the middle of a box; what does not fit ends with dots. */
    private static void write(Graphics2D graphics, String text, int left, int top, int width, int height, int most) {
        FontMetrics metrics = graphics.getFontMetrics();
        List<String> lines = lines(text, metrics, width, most);
        int y = top + (height - lines.size() * metrics.getHeight()) / 2 + metrics.getAscent();
        graphics.setColor(INK);
        for (String line : lines) {
            graphics.drawString(line, left + (width - metrics.stringWidth(line)) / 2, y);
            y += metrics.getHeight();
        }
    }

    private static List<String> lines(String text, FontMetrics metrics, int width, int most) {
        List<String> lines = new ArrayList<>();
        String rest = text.replaceAll("\\s+", " ").strip();
        while (!rest.isEmpty()) {
            if (lines.size() == most) {
                String last = lines.removeLast();
                lines.add(last.substring(0, Math.max(0, last.length() - 1)) + "…");
                return lines;
            }
            int end = fitting(rest, metrics, width);
            int space = end < rest.length() ? rest.lastIndexOf(' ', end) : -1;
            int cut = space > 0 ? space : end;
            lines.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        return lines;
    }

    private static int fitting(String text, FontMetrics metrics, int width) {
        int end = 1;
        while (end < text.length() && metrics.stringWidth(text.substring(0, end + 1)) <= width) {
            end++;
        }
        return end;
    }

    private static Picture picture(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        return new Picture(image.getWidth(), image.getHeight(), rgb);
    }
}
