package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.optimizer.experiment.OptionFile;
import dev.cupel.optimizer.grid.Grid;
import dev.cupel.optimizer.grid.GridAxis;
import dev.cupel.optimizer.grid.GridPage;
import dev.cupel.optimizer.grid.GridSheet;
import dev.cupel.optimizer.grid.Shown;
import dev.cupel.optimizer.grid.Sketch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code cupel grid}: draws pictures side by side. */
@Command(name = "grid", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Draws a picture for each combination of values along up to three axes: settings, words of the prompt, models,",
        "alpha and block weights of a merge. Writes a labelled picture, a page with all of them, and each by itself.",
        "",
        "For example:",
        "  cupel grid --merge recipe.json --x \"alpha: 0-1[5]\" --y \"seed: 1, 2\" --prompt \"1girl\" -o grid.png",
        ""}, footer = {"", "Axes are NAME: values, as in the web UI's X/Y/Z plot:",
                "  steps, sampler, schedule, CFG scale, seed, size, clip skip, and every other setting by its key in infotexts;",
                "  prompt S/R: the first value is searched in the prompts and replaced by each; prompt; negative prompt;",
                "  model: checkpoints or recipes; alpha, beta, weights (a preset, or 26 numbers in quotes) and places such as",
                "  IN04, OUT09..OUT11 or CLIP, of a recipe's last merge.",
                "Numbers may be ranges: 1-5, 1-10(+2), 0-1[5] for five in all. Quotes keep commas: prompt S/R: \"a, b\", \"c, d\".",
                "A FILE.yaml has the same options as keys: x: {alpha: [0, 0.5, 1]}, prompt: 1girl. Options go before it."})
final class GridCommand implements Callable<Integer> {

    /** More pictures than this are only drawn if asked for twice. */
    private static final int MANY = 100;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE.yaml", description = "a file with options")
    private @Nullable Path file;

    @Option(names = "--x", paramLabel = "AXIS", description = "what changes from left to right: \"steps: 10, 20, 30\"")
    private @Nullable String x;

    @Option(names = "--y", paramLabel = "AXIS", description = "what changes from top to bottom")
    private @Nullable String y;

    @Option(names = "--z", paramLabel = "AXIS", description = "what changes from sheet to sheet")
    private @Nullable String z;

    @Option(names = "--model", paramLabel = "FILE", description = "the checkpoint that draws")
    private @Nullable Path model;

    @Option(names = "--merge", paramLabel = "RECIPE", description = "a recipe (.json, .yaml) whose result draws; it is merged in memory")
    private @Nullable Path merge;

    @Mixin
    private DrawingOptions options = new DrawingOptions();

    @Option(names = "--yes", description = "draw even if there are more than " + MANY + " pictures")
    private boolean yes;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE.png", description = "the labelled picture; the page FILE.html and the folder FILE are written beside it")
    private @Nullable Path output;

    @Override
    public Integer call() throws IOException {
        if (file != null) {
            fill(file);
        }
        Path sheet = output();
        Grid grid = Grid.of(axis(x), axis(y), axis(z));
        check(grid);
        Infotext given = options.given();
        List<String> ignored = given.parameters().keySet().stream().filter(key -> !Inscription.follows(key)).toList();
        if (!ignored.isEmpty()) {
            spec.commandLine().getErr()
                    .println("not followed, but kept in the pictures: " + String.join(", ", ignored));
        }
        Infotext asked = options.asked(given);
        options.pictures().settings(asked, model());
        Sketch start = Sketch.of(asked, model());
        GridDrawing drawing = new GridDrawing(grid, given, options, spec.commandLine().getErr());
        List<GridDrawing.Task> tasks = drawing.tasks(grid.cells(start));
        tasks.stream().flatMap(task -> LoraTags.of(task.job(), task.settings()).unfollowed().stream()).distinct()
                .forEach(line -> spec.commandLine().getErr().println(line));
        Path folder = Files.createDirectories(beside(sheet, ""));
        spec.commandLine().getErr().println(tasks.size() + " pictures");
        Map<Grid.Cell, Shown> shown = drawing.draw(tasks, folder, this::progress);
        PictureText.write(sheet, GridSheet.draw(grid, shown), "");
        Files.writeString(beside(sheet, ".html"), GridPage.html(stem(sheet), start.text().text(), grid, shown),
                StandardCharsets.UTF_8);
        spec.commandLine().getOut().println(sheet + "\n" + beside(sheet, ".html"));
        return shown.values().stream().allMatch(Shown.Drawn.class::isInstance) ? 0 : Failures.DRAWING;
    }

    private void progress(int done, int of, String label) {
        spec.commandLine().getErr().println("%d/%d  %s".formatted(done, of, label));
        spec.commandLine().getErr().flush();
    }

    /** Takes options from a file that were not given by themselves. */
    private void fill(Path options) {
        CommandLine filled = new CommandLine(new GridCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        Map<String, OptionFile.Kind> kinds = new LinkedHashMap<>();
        for (OptionSpec option : filled.getCommandSpec().options()) {
            if (!option.versionHelp() && !option.usageHelp()) {
                kinds.put(option.longestName().substring(2), option.arity().max() == 0
                        ? OptionFile.Kind.FLAG
                        : option.type() == Path.class ? OptionFile.Kind.PATH : OptionFile.Kind.TEXT);
            }
        }
        ParseResult ofFile = filled.parseArgs(OptionFile.arguments(options, kinds).toArray(new String[0]));
        Path folder = options.toAbsolutePath().normalize().getParent();
        for (OptionSpec option : ofFile.matchedOptions()) {
            if (!spec.commandLine().getParseResult().hasMatchedOption(option.longestName())) {
                boolean axis = List.of("--x", "--y", "--z").contains(option.longestName());
                Object value = option.getValue();
                spec.findOption(option.longestName())
                        .setValue(axis ? GridAxis.withPaths(String.valueOf(value), folder) : value);
            }
        }
    }

    private static Optional<GridAxis> axis(@Nullable String text) {
        return Optional.ofNullable(text).map(GridAxis::parse);
    }

    private void check(Grid grid) {
        if (!grid.x().present() && !grid.y().present() && !grid.z().present()) {
            throw new UsageException("Missing: --x AXIS, --y AXIS or --z AXIS.\nWrite --x \"steps: 10, 20, 30\".");
        }
        if (grid.count() > MANY && !yes) {
            throw new UsageException("%d × %d × %d are %d pictures, more than %d.\nAdd --yes to draw them all."
                    .formatted(grid.x().values().size(), grid.y().values().size(), grid.z().values().size(),
                            grid.count(), MANY));
        }
    }

    private Path model() {
        if (model != null && merge != null) {
            throw new UsageException("--model and --merge are both given.\nLeave one of them out.");
        }
        Path drawing = merge != null ? merge : model;
        if (drawing != null) {
            return drawing;
        }
        return List.of(axis(x), axis(y), axis(z)).stream().flatMap(Optional::stream)
                .flatMap(axis -> axis.firstModel().stream()).findFirst()
                .orElseThrow(() -> new UsageException(
                        "Missing: --model FILE, --merge RECIPE, or an axis of models.\nWrite --x \"model: a.safetensors, b.safetensors\"."));
    }

    private Path output() {
        if (output == null) {
            throw new UsageException("Missing: --output FILE.png.\nWrite -o grid.png.");
        }
        Outputs.check(output);
        if (PictureText.ending(output).isEmpty()) {
            throw new UsageException(
                    "--output must end in .png or .jpg, but is %s.\nWrite -o grid.png.".formatted(output));
        }
        return output;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - PictureText.ending(file).length());
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(stem(file) + ending);
    }
}
