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
    /** Readers of prompts by the files of their tokenizers, as neighbouring models share one. */
    private final Map<Path, PromptReader> readers = new HashMap<>();

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
        Map<Path, Coefficients> merges = new HashMap<>();
        return cells.stream().map(cell -> task(cell, merges)).toList();
    }

    private Task task(Grid.Cell cell, Map<Path, Coefficients> merges) {
        Sketch sketch = cell.sketch();
        try {
            GenerationSettings settings = options.pictures().settings(sketch.text(), sketch.model());
            long seed = sketch.text().seed().orElse(0L);
            PictureJob job = new PictureJob(options.variants().expand(sketch.text().prompt(), seed),
                    options.variants().expand(sketch.text().negativePrompt(), seed), seed);
            checkMerge(sketch, merges);
            PromptOptions.check(reader(sketch.model()), job, settings);
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
        try (StartingEngine engine = options.engine().singles(tasks.size(), largest.settings(), err)) {
            if (sink.finished().count() < tasks.size()) {
                engine.begin();
            }
            grouped(tasks, Task::model).forEach((file, ofModel) -> {
                try (DrawingModel model = DrawingModel.open(file, options.ema(), options.pictures().vae(given, file),
                        options.engine().threads())) {
                    grouped(ofModel, task -> task.cell().sketch().merge()).values().forEach(merged -> {
                        model.merge(own -> merged.getFirst().cell().sketch().coefficients(own));
                        grouped(merged, Task::loras)
                                .forEach((loras, alike) -> new Group(model, loras, alike).draw(engine, sink));
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
        return readers.computeIfAbsent(options.prompts().tokenizer(model),
                _ -> options.prompts().reader(model, options.prompts().language(given), given));
    }

    private static <K> Map<K, List<Task>> grouped(List<Task> tasks, Function<Task, K> key) {
        return tasks.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * A picture of a state of the model.
     *
     * @param settings    with what the model's files say of its training
     * @param infotext    what is written into it
     * @param fingerprint what decides it
     */
    private record Planned(Task task, GenerationSettings settings, String infotext, String fingerprint) {

        Shown shown(Picture picture, Path file) {
            return new Shown.Drawn(picture, file.getParent().getFileName() + "/" + file.getFileName(), infotext);
        }
    }

    /** What one state of the model draws. */
    private final class Group {

        private final DrawingModel model;
        private final List<ScheduledLora> loras;
        private final List<Task> tasks;
        private final PromptReader reader;

        Group(DrawingModel model, List<ScheduledLora> loras, List<Task> tasks) {
            this.model = model;
            this.loras = loras;
            this.tasks = tasks;
            this.reader = reader(tasks.getFirst().model());
        }

        /** Draws side by side what is not there yet; each picture by itself, as {@code generate} draws it. */
        void draw(StartingEngine engine, Sink sink) {
            List<Planned> missing = planned().stream().filter(plan -> !isThere(plan, sink)).toList();
            if (missing.isEmpty()) {
                return;
            }
            try {
                draw(missing, engine, sink);
            } catch (EvaluationException e) { // one does not fit the model, and which is not said
                drawEach(missing.stream().filter(plan -> !sink.shown().containsKey(plan.task().cell())).toList(),
                        engine, sink);
            }
        }

        private void drawEach(List<Planned> missing, StartingEngine engine, Sink sink) {
            for (Planned plan : missing) {
                try {
                    draw(List.of(plan), engine, sink);
                } catch (EvaluationException e) {
                    sink.show(plan.task(), new Shown.Failed(String.valueOf(e.getMessage())),
                            grid.label(plan.task().cell()));
                }
            }
        }

        private void draw(List<Planned> missing, StartingEngine engine, Sink sink) {
            try (LoraStack stack = LoraStack.on(model.weights(), loras);
                    Painter painter = Painter.open(engine.compute(), reader, stack.weights(), stack.steps())) {
                painter.draw(missing.stream().map(plan -> Sitting.of(plan.task().plain(), plan.settings())).toList(),
                        (number, outcome) -> show(missing.get(number), outcome, sink));
            }
        }

        private List<Planned> planned() {
            SequencedMap<String, String> names = model.names();
            String merge = tasks.getFirst().cell().sketch().merge();
            if (!merge.isEmpty()) {
                names.put("Merge", merge);
            }
            Path file = tasks.getFirst().model();
            CellFingerprint fingerprint = new CellFingerprint(
                    model.identity() + options.ema() + options.pictures().vae(given, file).map(FileHash::of), loras,
                    reader, options.prompts().tokenizer(file), options.engine().identity());
            return tasks.stream().map(task -> {
                GenerationSettings trained = model.trained(task.settings());
                String infotext = infotext(task, names);
                return new Planned(task, trained, infotext, fingerprint.of(task.job(), trained, infotext));
            }).toList();
        }

        private String infotext(Task task, SequencedMap<String, String> names) {
            Infotext text = task.cell().sketch().text();
            return new Inscription(given, text, options.pictures().read(text, task.model()), reader.version(), names)
                    .of(task.job(), task.settings(), options.prompts().hashes(task.job(), task.settings(), reader,
                            task.model(), given))
                    .text();
        }

        private boolean isThere(Planned plan, Sink sink) {
            Path file = sink.file(plan.task());
            boolean there = sink.finished().restore(plan.fingerprint(), file);
            if (there) {
                sink.show(plan.task(), plan.shown(PictureFiles.read(file), file),
                        grid.label(plan.task().cell()) + "  there already");
            }
            return there;
        }

        private void show(Planned plan, Outcome outcome, Sink sink) {
            Shown shown = switch (outcome) {
                case Outcome.Drawn drawn -> {
                    Path file = sink.file(plan.task());
                    PictureText.write(file, drawn.picture(), plan.infotext());
                    sink.finished().keep(plan.fingerprint(), file);
                    yield plan.shown(drawn.picture(), file);
                }
                case Outcome.Broken broken -> new Shown.Failed(broken.what());
            };
            sink.show(plan.task(), shown, grid.label(plan.task().cell()));
        }
    }

    private static String name(Grid.Cell cell) {
        return "z%02d-y%02d-x%02d.png".formatted(cell.z() + 1, cell.y() + 1, cell.x() + 1);
    }
}
