package dev.cupel.optimizer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code cupel}: the program. */
@Command(name = "cupel", version = "cupel 0.1.0", mixinStandardHelpOptions = true, subcommands = {RunCommand.class,
        ReportCommand.class, MergeCommand.class, LoraCommand.class, RebasinCommand.class, ConvertCommand.class,
        InspectCommand.class, GenerateCommand.class, GridCommand.class, PromptCommand.class, SearchCommand.class,
        HelpCommand.class}, description = {
                "Finds the best way to rebase a fine-tuned Stable Diffusion 1.x checkpoint onto another base:",
                "rebased = new_base + alpha * weight(block) * (tuned - old_base)"}, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
                        "0:done", "1:a fault of the program itself: please report it",
                        "2:wrong options, or an experiment file with problems",
                        "3:a file that cannot be used: missing, truncated, of the wrong kind, or not writable",
                        "4:drawing failed: not a number, black pictures, or out of memory",
                        "130:interrupted; what was finished is kept, and the same command goes on"})
public final class Cupel {

    private Cupel() {}

    /** Runs the program and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        int code;
        try {
            code = commandLine().execute(arguments);
        } catch (OutOfMemoryError e) {
            System.err.println("Java ran out of memory.\nMaybe CUPEL_JAVA_OPTIONS=-Xmx8g helps, or a smaller batch.");
            code = Failures.DRAWING;
        }
        System.exit(code);
    }

    /** The command line, as tests use it too. */
    static CommandLine commandLine() {
        return new CommandLine(new Cupel()).setCaseInsensitiveEnumValuesAllowed(true).setUsageHelpWidth(100)
                .setExpandAtFiles(false) // a prompt may begin with @
                .setExecutionExceptionHandler(new Failures()).setParameterExceptionHandler(new Failures());
    }
}
