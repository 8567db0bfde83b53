package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Outcome;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Sitting;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.lora.ScheduledLora;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.experiment.PictureFiles;
import dev.cupel.optimizer.grid.FinishedCells;
import dev.cupel.optimizer.grid.Grid;
import dev.cupel.optimizer.grid.Shown;
import dev.cupel.optimizer.grid.Sketch;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws the cells of a grid: all is checked before the first, each model is opened and each merge made once. */
final class GridDrawing {

    private final Grid grid;
    private final Infotext given;
    private final DrawingOptions options;
    private final PrintWriter err;

    /**
     * @param given   the infotext that was to be followed, empty if there was none
     * @param options what is drawn and how, but for the axes
     * @param err     where to say what whoever chose the options should know
     */
    GridDrawing(Grid grid, Infotext given, DrawingOptions options, PrintWriter err) {
        this.grid = grid;
        this.given = given;
        this.options = options;
        this.err = err;
    }

    /**
     * A picture to draw.
     *
     * @param job with the tags of extra networks
     */
    record Task(Grid.Cell cell, PictureJob job, GenerationSettings settings, List<ScheduledLora> loras) {

        PictureJob plain() {
            return new PictureJob(ExtraNetworks.parse(job.prompt()).text(), job.negativePrompt(), job.seed());
        }

        private int cells() {
            return settings.largestCells();
        }

        private Path model() {
            return cell.sketch().model();
        }
    }

    /** Who wants to know how far it is. */
    interface Watcher {

        void drawn(int done, int of, String label);
    }

    /**
     * The pictures of cells, once everything that they name is found.
     *
     * @throws RuntimeException with the cell in its message, if something is missing or makes no sense
     */
    List<Task> tasks(List<Grid.Cell> cells) {
        PromptReader reader = reader(cells.getFirst().sketch().model());
        Map<Path, Coefficients> merges = new HashMap<>();
        return cells.stream().map(cell -> task(cell, reader, merges)).toList();
    }

    private Task task(Grid.Cell cell, PromptReader reader, Map<Path, Coefficients> merges) {
        Sketch sketch = cell.sketch();
        try {
            GenerationSettings settings = options.pictures().settings(sketch.text(), sketch.model());
            long seed = sketch.text().seed().orElse(0L);
            PictureJob job = new PictureJob(options.variants().expand(sketch.text().prompt(), seed),
                    options.variants().expand(sketch.text().negativePrompt(), seed), seed);
            checkMerge(sketch, merges);
            options.prompts().tokenizer(sketch.model());
            PromptOptions.check(reader, job, settings);
            return new Task(cell, job, settings,
                    options.prompts().loras(job, settings, sketch.model(), given));
        } catch (EvaluationException | IllegalArgumentException e) {
            throw new UsageException("%s: %s".formatted(grid.label(cell), e.getMessage()));
        }
    }

    private static void checkMerge(Sketch sketch, Map<Path, Coefficients> merges) {
        if (!Files.exists(sketch.model())) {
            throw new UsageException("there is no model %s.\nCheck the path.".formatted(sketch.model()));
        }
        if (Ingredients.isRecipe(sketch.model())) {
            sketch.coefficients(merges.computeIfAbsent(sketch.model(), file -> Recipe.read(file).coefficients()));
        } else if (!sketch.changes().isEmpty()) {
            throw new UsageException(
                    "%s needs a merge to change, but %s is a checkpoint.\nGive a recipe by --merge; 'cupel merge --print-recipe' writes one."
                            .formatted(sketch.merge(), sketch.model()));
        }
    }

    /** Draws all, and writes each as soon as it is there. */
    Map<Grid.Cell, Shown> draw(List<Task> tasks, Path folder, Watcher watcher) {
        Sink sink = new Sink(folder, FinishedCells.in(folder), tasks.size(), watcher, new HashMap<>());
        Task largest = tasks.stream().max(Comparator.comparingInt(Task::cells)).orElseThrow();
        try (StartingEngine starting = options.engine().startForSingles(tasks.size(),
                largest.settings(), err)) {
            grouped(tasks, Task::model).forEach((file, ofModel) -> {
                try (DrawingModel model = DrawingModel.open(file, options.ema(), options.pictures().vae(given, file),
                        options.engine().threads())) {
                    grouped(ofModel, task -> task.cell().sketch().merge()).values().forEach(merged -> {
                        model.merge(own -> merged.getFirst().cell().sketch().coefficients(own));
                        grouped(merged, Task::loras)
                                .forEach((loras, alike) -> new Group(model, loras, alike).draw(starting, sink));
                    });
                }
            });
        }
        Map<Grid.Cell, Shown> ordered = new LinkedHashMap<>();
        tasks.forEach(task -> ordered.put(task.cell(), sink.shown().get(task.cell())));
        return ordered;
    }

    /** Where pictures go. */
    private record Sink(Path folder, FinishedCells finished, int of, Watcher watcher, Map<Grid.Cell, Shown> shown) {

        Path file(Task task) {
            return folder.resolve(name(task.cell()));
        }

        synchronized void show(Task task, Shown what, String label) {
            shown.put(task.cell(), what);
            watcher.drawn(shown.size(), of, label);
        }
    }

    private PromptReader reader(Path model) {
        return options.prompts().reader(model, options.prompts().language(given), given);
    }

    private static <K> Map<K, List<Task>> grouped(List<Task> tasks, Function<Task, K> key) {
        return tasks.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    /** What one state of the model draws. */
    private final class Group {

        private final DrawingModel model;
        private final List<ScheduledLora> loras;
        private final List<Task> tasks;
        private final PromptReader reader;
        private final SequencedMap<String, String> names;

        Group(DrawingModel model, List<ScheduledLora> loras, List<Task> tasks) {
            this.model = model;
            this.loras = loras;
            this.tasks = tasks;
            this.reader = reader(tasks.getFirst().model());
            this.names = model.names();
            String merge = tasks.getFirst().cell().sketch().merge();
            if (!merge.isEmpty()) {
                names.put("Merge", merge);
            }
        }

        /** Draws side by side what is not there yet; each picture by itself, as {@code generate} draws it. */
        void draw(StartingEngine engine, Sink sink) {
            List<Task> missing = tasks.stream().filter(task -> !isThere(task, sink)).toList();
            if (missing.isEmpty()) {
                return;
            }
            try {
                draw(missing, engine, sink);
            } catch (EvaluationException e) { // one does not fit the model, and which is not said
                drawEach(missing.stream().filter(task -> !sink.shown().containsKey(task.cell())).toList(), engine,
                        sink);
            }
        }

        private void drawEach(List<Task> missing, StartingEngine engine, Sink sink) {
            for (Task task : missing) {
                try {
                    draw(List.of(task), engine, sink);
                } catch (EvaluationException e) {
                    sink.show(task, new Shown.Failed(String.valueOf(e.getMessage())), grid.label(task.cell()));
                }
            }
        }

        private void draw(List<Task> missing, StartingEngine engine, Sink sink) {
            try (LoraStack stack = LoraStack.on(model.weights(), loras);
                    Painter painter = Painter.open(engine.compute(), reader, stack.weights(), stack.steps())) {
                painter.draw(missing.stream().map(task -> Sitting.of(task.plain(), trained(task))).toList(),
                        (number, outcome) -> show(missing.get(number), outcome, sink));
            }
        }

        private GenerationSettings trained(Task task) {
            return model.trained(task.settings());
        }

        private String infotext(Task task) {
            Infotext text = task.cell().sketch().text();
            return new Inscription(given, text, options.pictures().read(text, task.model()), reader.version(), names)
                    .of(task.job(), task.settings(), options.prompts().hashes(task.job(), task.settings(), reader,
                            task.model(), given))
                    .text();
        }

        private String fingerprint(Task task) {
            String weights = model.identity() + options.ema()
                    + options.pictures().vae(given, task.model()).map(FileHash::of);
            return new CellFingerprint(weights, loras, reader, options.prompts().tokenizer(task.model()),
                    options.engine().identity()).of(task.job(), trained(task), infotext(task));
        }

        private boolean isThere(Task task, Sink sink) {
            Path file = sink.file(task);
            boolean there = sink.finished().restore(fingerprint(task), file);
            if (there) {
                sink.show(task, shown(task, PictureFiles.read(file), file),
                        grid.label(task.cell()) + "  there already");
            }
            return there;
        }

        private void show(Task task, Outcome outcome, Sink sink) {
            Shown shown = switch (outcome) {
                case Outcome.Drawn drawn -> {
                    Path file = sink.file(task);
                    PictureText.write(file, drawn.picture(), infotext(task));
                    sink.finished().keep(fingerprint(task), file);
                    yield shown(task, drawn.picture(), file);
                }
                case Outcome.Broken broken -> new Shown.Failed(broken.what());
            };
            sink.show(task, shown, grid.label(task.cell()));
        }

        private Shown shown(Task task, Picture picture, Path file) {
            return new Shown.Drawn(picture, file.getParent().getFileName() + "/" + file.getFileName(), infotext(task));
        }
    }

    private static String name(Grid.Cell cell) {
        return "z%02d-y%02d-x%02d.png".formatted(cell.z() + 1, cell.y() + 1, cell.x() + 1);
    }
}
