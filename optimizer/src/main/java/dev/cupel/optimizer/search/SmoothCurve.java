package dev.cupel.optimizer.search;

import dev.cupel.optimizer.gp.Normal;

/**
 * Random curves over axes in an order: walks whose steps are normal.
 *
 * <pre>
 * m       number of axes
 * s       standard deviation of a step
 * a_k     s / (2 sin(πk / 2m)) Φ⁻¹(u_k), k = 1..m-1: the walk's amplitude of a wave of k/2 periods
 * x_i     u_0 + √(2/m) Σ_k a_k cos(π (i + ½) k / m), moved into [0, 1]
 * </pre>
 *
 * <p>The cosines are the eigenvectors of the walk's precision matrix, 1/s² times the second differences (G. Strang, "The discrete
 * cosine transform", SIAM Review 41, 1999). So the first coordinate of an evenly spread point makes the level, the next
 * ones the slow waves.
 *
 * @param axes the axes as indices, in their order, at least two
 * @param deviation s
 */
record SmoothCurve(int[] axes, double deviation) {

    /**
     * Draws a curve.
     *
     * @param unit u, an evenly spread point, shape (D)
     * @param point receives the curve at its axes, shape (D)
     */
    void draw(double[] unit, double[] point) {
        int m = axes.length;
        double[] amplitudes = new double[m];
        for (int k = 1; k < m; k++) {
            // the quantile of 0 or 1 is infinite
            double normal = Normal.quantile(Math.clamp(unit[axes[k]], 1e-15, 1 - 1e-15));
            amplitudes[k] = deviation / (2 * Math.sin(0.5 * Math.PI * k / m)) * normal;
        }
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int k = 1; k < m; k++) {
                sum += amplitudes[k] * Math.cos(Math.PI * (i + 0.5) * k / m);
            }
            point[axes[i]] = Math.clamp(unit[axes[0]] + Math.sqrt(2.0 / m) * sum, 0, 1);
        }
    }
}
