package dev.cupel.evaluator.sampling;

/**
 * A step from s to s' in two parts: down to less noise than s', and up again with fresh noise; down^2 + up^2 = s'^2.
 *
 * <p>In float32, operation by operation, as the programs have it whose pictures are to be met.
 *
 * @param down level after the first part
 * @param up   level of the fresh noise
 */
record AncestralStep(float down, float up) {

    /** @param eta 0 for no fresh noise, 1 for as much as the noise's own statistics ask for */
    static AncestralStep of(double sigma, double next, double eta) {
        float from = (float) sigma;
        float to = (float) next;
        if (eta == 0) {
            return new AncestralStep(to, 0);
        }
        float up = Math.min(to, (float) eta * (float) Math.sqrt(to * to * (from * from - to * to) / (from * from)));
        return new AncestralStep((float) Math.sqrt(to * to - up * up), up);
    }
}
