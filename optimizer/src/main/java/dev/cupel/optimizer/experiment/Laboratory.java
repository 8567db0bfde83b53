package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.Assay;
import dev.cupel.evaluator.Evaluator;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.network.ClipModel;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.live.LiveWeights;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.live.Weights;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.NodeSource;
import dev.cupel.merger.recipe.OpenRecipe;
import dev.cupel.merger.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/** What an experiment has open while it runs: models, engine, scorer, and the candidate's live weights. */
final class Laboratory implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Inputs inputs;
    private final Optional<Path> vae;
    private final Compute compute;
    private final Compute.Precision precision;
    private final Assay assay;
    private final LiveWeights live;
    private final Evaluator candidate;

    /**
     * Opens everything.
     *
     * @param inputs the models, as they were hashed
     */
    Laboratory(Experiment experiment, Inputs inputs) {
        this.inputs = inputs;
        this.precision = experiment.device().precision();
        this.vae = experiment.models().vae();
        try {
            MergeSpace merge = experiment.merge();
            OpenRecipe models = keep(OpenRecipe.of(inputs.recipe(merge, Coefficients.uniform(0))));
            models.files().values().forEach(Checkpoint::requireDrawable);
            int threads = threads(experiment);
            this.compute = keep(
                    Painter.engine(experiment.device().cuda() ? Compute.Device.CUDA : Compute.Device.CPU, threads,
                            experiment.batch(), experiment.generation()));
            ClipModel clip = keep(ClipModel.open(compute, experiment.models().clip()));
            this.assay = new Assay(compute.in(precision), Inputs.reader(experiment.models()), Assay.scorer(clip),
                    experiment.suite(), trained(experiment.generation(), models), experiment.batch(),
                    experiment.search().racing().rungs());
            this.live = keep(LiveWeights.of(models.plan(), merge.precision(), threads));
            this.candidate = keep(Evaluator.open(assay, keep(drawn(live)).weights()));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static GenerationSettings trained(GenerationSettings settings, OpenRecipe models) {
        return settings.with(settings.network().with(
                DrawnModel.training(settings.network().training(), models.files().values())));
    }

    /** A model as it is drawn with. */
    DrawnModel drawn(Weights model) {
        return DrawnModel.of(model, vae);
    }

    static int threads(Experiment experiment) {
        return experiment.device().threads() > 0
                ? experiment.device().threads()
                : Runtime.getRuntime().availableProcessors();
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    /** What whoever waits should know. */
    Optional<String> caution() {
        return compute.in(precision).caution();
    }

    Map<String, String> versions() {
        return compute.versions();
    }

    Assay assay() {
        return assay;
    }

    /** The weights of the candidate; recipes are applied to them. */
    LiveWeights live() {
        return live;
    }

    /** Judges whatever {@link #live} holds. */
    Evaluator candidate() {
        return candidate;
    }

    /** Opens one of the models as it is; the caller closes both. */
    LoadedWeights parent(Role role) {
        return switch (inputs.models().get(role)) {
            case ModelSource file -> LoadedWeights.open(file.path(), file.ema());
            case NodeSource(String name) -> {
                try (OpenRecipe models = OpenRecipe.of(Recipe.of(inputs.nodes().get(name), inputs.nodes()))) {
                    yield LoadedWeights.of(models.result());
                }
            }
        };
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            } catch (Exception e) {
                throw new IllegalStateException("nothing here throws a checked exception", e);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
