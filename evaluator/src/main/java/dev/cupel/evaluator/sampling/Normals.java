package dev.cupel.evaluator.sampling;

/** A stream of standard normal numbers. */
interface Normals {

    /**
     * The next numbers, as one draw: where the next draw starts may depend on how many were drawn at once.
     *
     * @param count at least 0
     */
    float[] normals(int count);
}
