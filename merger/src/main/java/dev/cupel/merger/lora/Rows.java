package dev.cupel.merger.lora;

/** A matrix that is made row by row: the difference that a LoRA means for one layer, with all but the first dimension as columns. */
interface Rows {

    /** How many rows: the outputs of the layer. */
    int rows();

    /** How many columns: inputs times the size of the kernel. */
    int columns();

    /**
     * Makes a row.
     *
     * @param index which, from 0
     * @param row where its {@link #columns()} values go, from index 0 on
     */
    void row(int index, float[] row);
}
