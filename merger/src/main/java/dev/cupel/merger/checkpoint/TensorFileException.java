package dev.cupel.merger.checkpoint;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A tensor file that breaks a rule of its format, is damaged, or is not what it has to be.
 *
 * <p>The message's first line says the file, the byte and the broken rule with the actual value; the second line says
 * what to do.
 */
public sealed class TensorFileException extends RuntimeException permits WrongArchitectureException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 600;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u2028\u2029\u202a-\u202e\u2066-\u2069]");

    private final transient Path file;
    private final long offset;

    /**
     * @param file the file
     * @param offset where in the file, in bytes from its start; -1 if the problem has no place
     * @param problem the rule and the actual value, one line
     * @param advice what to do, one line
     */
    public TensorFileException(Path file, long offset, String problem, String advice) {
        super(text(file, offset, problem, advice));
        this.file = file;
        this.offset = offset;
    }

    TensorFileException(Path file, long offset, String problem, String advice, Throwable cause) {
        super(text(file, offset, problem, advice), cause);
        this.file = file;
        this.offset = offset;
    }

    private static String text(Path file, long offset, String problem, String advice) {
        String place = offset < 0 ? "" : " at byte " + offset;
        return file + place + ": " + printable(problem) + "\n" + advice;
    }

    /** Names in files may be long, and may hold what moves a terminal's cursor. */
    private static String printable(String problem) {
        String line = problem.length() <= LONGEST ? problem : problem.substring(0, LONGEST) + "…";
        return CONTROL.matcher(line).replaceAll("\uFFFD");
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Where in the file, in bytes from its start; -1 if the problem has no place. */
    public long offset() {
        return offset;
    }
}
