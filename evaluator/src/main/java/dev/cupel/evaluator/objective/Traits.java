package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a picture looks, whatever it shows: what changes when a model is over-cooked or washed out.
 *
 * <table>
 * <caption>Notation; r, g, b from 0 to 255</caption>
 * <tr><td>saturation</td><td>mean of (max - min) / max of r, g, b; 0 for black</td></tr>
 * <tr><td>colourfulness</td><td>sqrt(s_rg^2 + s_yb^2) + 0.3 sqrt(m_rg^2 + m_yb^2), where s and m are standard deviation and mean
 * of rg = r - g and yb = (r + g) / 2 - b; Hasler and Süsstrunk, "Measuring colourfulness in natural images", 2003</td></tr>
 * <tr><td>y</td><td>brightness by BT.601; contrast is its standard deviation</td></tr>
 * <tr><td>clipped</td><td>share of pixels with r, g or b at most 2 or at least 253</td></tr>
 * <tr><td>l</td><td>4 y less y of the four neighbours, inside; sharpness is its variance, local contrast its kurtosis</td></tr>
 * <tr><td>fine detail</td><td>variance of y about the means of squares of 2 x 2 pixels, in parts of its variance: what lies above a
 * quarter of a cycle per pixel</td></tr>
 * </table>
 */
final class Traits {

    /** The measures that are traits. */
    static final List<Measure> ALL = List.of(Measure.SATURATION, Measure.COLOURFULNESS, Measure.CONTRAST,
            Measure.CLIPPED, Measure.SHARPNESS, Measure.FINE_DETAIL, Measure.LOCAL_CONTRAST);

    private Traits() {}

    static Map<Measure, Double> of(Picture picture) {
        byte[] rgb = picture.rgb();
        int pixels = rgb.length / 3;
        double[] redGreen = new double[pixels];
        double[] yellowBlue = new double[pixels];
        double[] brightness = new double[pixels];
        double saturation = 0;
        int clipped = 0;
        for (int i = 0; i < pixels; i++) {
            int r = rgb[3 * i] & 0xff;
            int g = rgb[3 * i + 1] & 0xff;
            int b = rgb[3 * i + 2] & 0xff;
            int most = Math.max(r, Math.max(g, b));
            int least = Math.min(r, Math.min(g, b));
            saturation += most == 0 ? 0 : (most - least) / (double) most / pixels;
            clipped += least <= 2 || most >= 253 ? 1 : 0;
            redGreen[i] = r - g;
            yellowBlue[i] = (r + g) / 2.0 - b;
            brightness[i] = 0.299 * r + 0.587 * g + 0.114 * b;
        }
        double[] laplacian = laplacian(brightness, picture.width());
        double variance = moment(brightness, 2);
        double sharpness = moment(laplacian, 2);
        Map<Measure, Double> traits = new EnumMap<>(Measure.class);
        traits.put(Measure.SATURATION, saturation);
        traits.put(Measure.COLOURFULNESS, Math.sqrt(moment(redGreen, 2) + moment(yellowBlue, 2))
                + 0.3 * Math.hypot(mean(redGreen), mean(yellowBlue)));
        traits.put(Measure.CONTRAST, Math.sqrt(variance));
        traits.put(Measure.CLIPPED, clipped / (double) pixels);
        traits.put(Measure.SHARPNESS, sharpness);
        traits.put(Measure.FINE_DETAIL,
                variance == 0 ? 0 : squares(brightness, picture.width(), picture.height()) / variance);
        traits.put(Measure.LOCAL_CONTRAST, sharpness == 0 ? 0 : moment(laplacian, 4) / (sharpness * sharpness));
        return traits;
    }

    private static double[] laplacian(double[] y, int width) {
        int height = y.length / width;
        double[] values = new double[Math.max(0, width - 2) * Math.max(0, height - 2)];
        for (int i = 0; i < values.length; i++) {
            int at = (i / (width - 2) + 1) * width + i % (width - 2) + 1;
            values[i] = 4 * y[at] - y[at - 1] - y[at + 1] - y[at - width] - y[at + width];
        }
        return values;
    }

    /** Mean square about the means of squares of 2 x 2; an odd last row or column is left out. */
    private static double squares(double[] y, int width, int height) {
        double sum = 0;
        int count = 0;
        for (int row = 0; row + 1 < height; row += 2) {
            for (int column = 0; column + 1 < width; column += 2) {
                int at = row * width + column;
                double[] square = {y[at], y[at + 1], y[at + width], y[at + width + 1]};
                sum += moment(square, 2);
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    private static double moment(double[] values, int power) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += Math.pow(value - mean, power);
        }
        return values.length == 0 ? 0 : sum / values.length;
    }
}
