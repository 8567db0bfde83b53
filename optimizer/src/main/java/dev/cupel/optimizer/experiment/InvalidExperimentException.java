package dev.cupel.optimizer.experiment;

import java.util.List;
import java.util.stream.Collectors;

/** An experiment file, or a file that it names, that cannot be used: all its problems together. */
public final class InvalidExperimentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @param problems what is wrong, at least one */
    public InvalidExperimentException(List<Problem> problems) {
        super(message(problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return count + ":\n" + problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
