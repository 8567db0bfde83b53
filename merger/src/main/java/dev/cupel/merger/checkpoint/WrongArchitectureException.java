package dev.cupel.merger.checkpoint;

import java.nio.file.Path;

/** A sound tensor file of another kind than the one needed, for example a LoRA given as a model. */
public final class WrongArchitectureException extends TensorFileException {

    private static final long serialVersionUID = 1L;

    /**
     * @param file the file
     * @param problem what was needed and what the file is, one line
     * @param advice what to do, one line
     */
    public WrongArchitectureException(Path file, String problem, String advice) {
        super(file, -1, problem, advice);
    }
}
