package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.BrokenPictureException;
import dev.cupel.evaluator.network.NotEnoughMemoryException;
import dev.cupel.evaluator.objective.SuiteException;
import dev.cupel.evaluator.prompt.PromptException;
import dev.cupel.merger.checkpoint.TensorFileException;
import dev.cupel.merger.method.MergeException;
import dev.cupel.merger.recipe.InvalidRecipeException;
import dev.cupel.optimizer.experiment.InvalidExperimentException;
import dev.cupel.optimizer.grid.GridException;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.study.StudyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into words and an exit code. Only a fault of the program itself shows a stack trace. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    /** A fault of the program. */
    static final int FAULT = 1;
    /** Wrong options or an experiment with problems. */
    static final int USAGE = 2;
    /** A file that cannot be used. */
    static final int FILE = 3;
    /** Pictures could not be drawn. */
    static final int DRAWING = 4;

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        int code = code(e);
        if (code == FAULT) {
            command.getErr().println("This is a fault of Cupel itself: please report it with the lines below.");
            e.printStackTrace(command.getErr());
        } else {
            command.getErr().println(command.getColorScheme().errorText(words(e)));
        }
        return code;
    }

    /** Wrong options: what is wrong, a near name if there is one, and where to read on. */
    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        String name = command.getCommandSpec().qualifiedName();
        if (command.getSubcommands().isEmpty()) {
            command.getErr().println("'" + name + " --help' explains the options.");
        } else {
            command.usage(command.getErr());
        }
        return USAGE;
    }

    private static int code(Exception e) {
        return switch (e) {
            case InvalidExperimentException _ -> USAGE;
            case UsageException _ -> USAGE;
            case GridException _ -> USAGE;
            case MergeException _ -> USAGE;
            case TensorFileException _ -> FILE;
            case InvalidRecipeException _ -> FILE;
            case StudyException _ -> FILE;
            case PromptException _ -> FILE;
            case UnwritableException _ -> FILE;
            case UncheckedIOException _ -> FILE;
            case IOException _ -> FILE;
            case BrokenPictureException _ -> DRAWING;
            case NotEnoughMemoryException _ -> DRAWING;
            case EvaluationException _ -> USAGE;
            case SearchException _ -> USAGE;
            case InvalidSpaceException _ -> USAGE;
            case CompletionException completion when completion.getCause() instanceof Exception cause -> code(cause);
            default -> FAULT;
        };
    }

    private static String words(Exception e) {
        return switch (e) {
            case UncheckedIOException io -> words(io.getCause());
            case IOException io -> words(io);
            case CompletionException completion when completion.getCause() instanceof Exception cause -> words(cause);
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String words(IOException e) {
        return switch (e) {
            case NoSuchFileException missing ->
                missing.getFile() + ": there is no such file or folder.\nCheck the path.";
            case AccessDeniedException denied ->
                denied.getFile() + ": this may not be read or written.\nCheck its permissions.";
            case FileSystemException other ->
                other.getFile() + ": " + other.getReason() + "\nCheck the path and the disk.";
            default -> String.valueOf(e.getMessage());
        };
    }
}
