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
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.recipe.ModelSource;
import dev.cupel.merger.recipe.NodeSource;
import dev.cupel.merger.recipe.OpenRecipe;
import dev.cupel.merger.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an experiment has open while it runs: models, engine, scorer, and the candidate's live weights. */
final class Laboratory implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Inputs inputs;
    private final MergeSpace merge;
    private final Optional<Path> vae;
    private final Compute compute;
    private final Compute.Precision precision;
    private final Assay assay;
    private final LiveWeights live;
    private final Evaluator candidate;
    /** The models as the method of the last candidate needs them. */
    private OpenRecipe models;
    private MergeMethod method;

    /**
     * Opens everything.
     *
     * @param inputs the models, as they were hashed
     */
    Laboratory(Experiment experiment, Inputs inputs) {
        this.inputs = inputs;
        this.merge = experiment.merge();
        this.precision = experiment.device().precision();
        this.vae = experiment.models().vae();
        try {
            List<MergeMethod> methods = merge.methods().methods();
            // what one of them cannot merge is known now, and not when its turn comes
            for (MergeMethod other : methods.subList(1, methods.size())) {
                try (OpenRecipe needed = open(other)) {
                    needed.plan();
                }
            }
            this.method = methods.getFirst();
            this.models = open(method);
            open.push(() -> models.close());
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

    private OpenRecipe open(MergeMethod other) {
        OpenRecipe needed = OpenRecipe.of(inputs.recipe(merge, new Candidate(other, Coefficients.uniform(0))));
        needed.files().values().forEach(Checkpoint::requireDrawable);
        return needed;
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

    /** Makes the weights those of a candidate; there is memory for one. Returns their hash. */
    String apply(Candidate next) {
        if (!next.method().equals(method)) {
            OpenRecipe before = models;
            models = open(next.method());
            method = next.method();
            live.follow(models.plan());
            before.close();
        }
        live.apply(next.coefficients());
        return live.hash();
    }

    /** Judges the weights that were {@linkplain #apply applied} last. */
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
