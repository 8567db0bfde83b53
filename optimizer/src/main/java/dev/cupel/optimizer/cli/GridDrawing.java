package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.BrokenPictureException;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.StepWeights;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.lora.ScheduledLora;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.Ingredients;
import dev.cupel.merger.recipe.Recipe;
import dev.cupel.optimizer.grid.Grid;
import dev.cupel.optimizer.grid.Shown;
import dev.cupel.optimizer.grid.Sketch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws the cells of a grid: all is checked before the first, each model is opened and each merge made once. */
final class GridDrawing {

    private final Grid grid;
    private final Infotext given;
    private final PictureOptions pictures;
    private final PromptOptions prompts;
    private final VariantOptions variants;
    private final EngineOptions engine;
    private final boolean ema;

    /**
     * @param given   the infotext that was to be followed, empty if there was none
     * @param pictures how pictures are drawn, beyond what infotexts say
     * @param prompts how prompts are read
     * @param ema     whether to take the EMA weights of checkpoints that have them
     */
    GridDrawing(Grid grid, Infotext given, PictureOptions pictures, PromptOptions prompts, VariantOptions variants,
            EngineOptions engine, boolean ema) {
        this.grid = grid;
        this.given = given;
        this.pictures = pictures;
        this.prompts = prompts;
        this.variants = variants;
        this.engine = engine;
        this.ema = ema;
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
        PromptReader reader = prompts.reader(cells.getFirst().sketch().model(), prompts.language(given), given);
        Map<Path, Coefficients> merges = new HashMap<>();
        return cells.stream().map(cell -> task(cell, reader, merges)).toList();
    }

    private Task task(Grid.Cell cell, PromptReader reader, Map<Path, Coefficients> merges) {
        Sketch sketch = cell.sketch();
        try {
            GenerationSettings settings = pictures.settings(sketch.text(), sketch.model());
            long seed = sketch.text().seed().orElse(0L);
            PictureJob job = new PictureJob(variants.expand(sketch.text().prompt(), seed),
                    variants.expand(sketch.text().negativePrompt(), seed), seed);
            checkMerge(sketch, merges);
            prompts.tokenizer(sketch.model());
            PromptOptions.check(reader, job, settings);
            return new Task(cell, job, settings, prompts.loras(ExtraNetworks.parse(job.prompt()), sketch.model()));
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
        Map<Grid.Cell, Shown> shown = new HashMap<>();
        Task largest = tasks.stream().max(Comparator.comparingInt(Task::cells)).orElseThrow();
        try (Compute compute = engine.open(tasks.size(), largest.settings())) {
            grouped(tasks, Task::model).forEach((file, ofModel) -> {
                try (DrawingModel model = DrawingModel.open(file, ema, pictures.vae(), engine.threads())) {
                    grouped(ofModel, task -> task.cell().sketch().merge()).values().forEach(merged -> {
                        model.merge(own -> merged.getFirst().cell().sketch().coefficients(own));
                        grouped(merged, Task::loras).forEach((loras, alike) -> draw(compute, model, loras, alike,
                                new Sink(folder, tasks.size(), watcher, shown)));
                    });
                }
            });
        }
        Map<Grid.Cell, Shown> ordered = new LinkedHashMap<>();
        tasks.forEach(task -> ordered.put(task.cell(), shown.get(task.cell())));
        return ordered;
    }

    /** Where pictures go. */
    private record Sink(Path folder, int of, Watcher watcher, Map<Grid.Cell, Shown> shown) {}

    private static <K> Map<K, List<Task>> grouped(List<Task> tasks, Function<Task, K> key) {
        return tasks.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    /** Draws side by side what one state of the model draws; each picture by itself, as {@code generate} draws it. */
    private void draw(Compute compute, DrawingModel model, List<ScheduledLora> loras, List<Task> tasks, Sink sink) {
        WebUiVersion language = prompts.language(given);
        SequencedMap<String, String> names = model.names();
        String merge = tasks.getFirst().cell().sketch().merge();
        if (!merge.isEmpty()) {
            names.put("Merge", merge);
        }
        try (LoraStack stack = LoraStack.on(model.weights(), loras);
                Painter painter = Painter.open(compute, prompts.reader(tasks.getFirst().model(), language, given),
                        stack.weights(), stack.steps());
                ExecutorService pool = Executors.newFixedThreadPool(
                        stack.steps() == StepWeights.NONE ? compute.workers() : 1)) {
            List<CompletableFuture<Void>> drawn = tasks.stream().map(task -> CompletableFuture.runAsync(() -> {
                Inscription inscription = new Inscription(given, task.cell().sketch().text(),
                        pictures.read(task.cell().sketch().text(), task.model()), language, names);
                show(painter, task, model, inscription.of(task.job(), task.settings()).text(), sink);
            }, pool)).toList();
            drawn.forEach(CompletableFuture::join);
        }
    }

    private void show(Painter painter, Task task, DrawingModel model, String infotext, Sink sink) {
        Shown shown;
        try {
            Picture picture = painter.draw(List.of(task.plain()), model.trained(task.settings())).getFirst();
            Path file = sink.folder().resolve(name(task.cell()));
            PictureText.write(file, picture, infotext);
            shown = new Shown.Drawn(picture, sink.folder().getFileName() + "/" + file.getFileName(), infotext);
        } catch (BrokenPictureException e) {
            shown = new Shown.Failed(e.what());
        }
        synchronized (sink.shown()) {
            sink.shown().put(task.cell(), shown);
            sink.watcher().drawn(sink.shown().size(), sink.of(), grid.label(task.cell()));
        }
    }

    private static String name(Grid.Cell cell) {
        return "z%02d-y%02d-x%02d.png".formatted(cell.z() + 1, cell.y() + 1, cell.x() + 1);
    }
}
