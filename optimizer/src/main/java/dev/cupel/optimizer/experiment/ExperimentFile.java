package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.prompt.PromptException;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.optimizer.experiment.Experiment.Device;
import dev.cupel.optimizer.experiment.Experiment.LoraFile;
import dev.cupel.optimizer.experiment.Experiment.Models;
import dev.cupel.optimizer.experiment.Experiment.SearchPlan;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.SearchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an experiment file: one method a section, in the order of the file. */
final class ExperimentFile {

    private static final Pattern SIZE = Pattern.compile("(\\d+)x(\\d+)");

    private final Problems problems = new Problems();
    private final List<Limit> limits = new ArrayList<>();
    private final Section root;

    private ExperimentFile(Path file) {
        this.root = Section.read(file, problems);
    }

    static Experiment read(Path file) {
        return new ExperimentFile(file.toAbsolutePath().normalize()).experiment();
    }

    private Experiment experiment() {
        String name = root.need("name", "my-merge");
        if (!name.matches("\\w[\\w.-]*")) {
            root.problem("name", "must be made of letters, digits, '-', '_' and '.', but is " + name,
                    "It names the folder of the results: write my-merge.");
        }
        long seed = root.integer("seed", 1L, 0, Long.MAX_VALUE);
        Section modelSection = root.needSection("models", "models: {new_base: …, tuned: …, old_base: …}");
        MergeSpace merge = new MergeSection(
                root.needSection("merge", "merge: {method: add_difference, alpha: [0, 1.5]}"))
                .read();
        Models models = new ModelSection(modelSection).read(merge);
        Map<String, LoraFile> loras = loras();
        Optional<Suite> suite = suite(root.needSection("suite", "suite: {prompts: prompts/anime.yaml}"), loras,
                models);
        Section generation = root.section("generation").orElseGet(() -> root.empty("generation"));
        GenerationSettings settings = generation(generation, models.files().get(Role.NEW_BASE));
        int batch = generation.integer("batch", 8, 1, 64);
        Compute.Precision precision = generation.choice("precision", Compute.Precision.FP32, Map.of("fp32",
                Compute.Precision.FP32, "fp16", Compute.Precision.FP16, "bf16", Compute.Precision.BF16));
        generation.finish();
        Map<Objective, Double> objectives = objectives(
                root.needSection("objectives", "objectives: {fidelity: {weight: 1}}"));
        SearchPlan search = new SearchSection(root.section("search").orElseGet(() -> root.empty("search")), merge,
                objectives.keySet()).read();
        Device device = device(root.section("device").orElseGet(() -> root.empty("device")), precision);
        Path output = root.path(root.text("output", "runs"));
        root.finish();
        suite.ifPresent(found -> check(found, objectives));
        problems.throwIfAny();
        return new Experiment(root.file(), name, seed, models, merge, suite.orElseThrow(), settings, batch, loras,
                objectives, limits, search,
                device, output);
    }

    private Map<String, LoraFile> loras() {
        Map<String, LoraFile> loras = new LinkedHashMap<>();
        for (Section section : root.sections("loras")) {
            Path file = section.existing("file", "loras/style.safetensors");
            String name = section.text("name", stem(file));
            if (loras.put(name, lora(section, file, name)) != null) {
                section.problem("name", "two LoRAs are called " + name, "Give one of them another 'name'.");
            }
            section.finish();
        }
        return loras;
    }

    private static LoraFile lora(Section section, Path file, String name) {
        return new LoraFile(file, section.number("weight", 1, -4, 4), section.text("trigger", name));
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private Optional<Suite> suite(Section section, Map<String, LoraFile> loras, Models models) {
        Path file = section.existing("prompts", "prompts/anime.yaml");
        int seeds = section.integer("seeds", 1, 1, 1000);
        double heldOut = section.number("held_out", 0.25, 0.05, 0.9);
        section.finish();
        try {
            return Files.isRegularFile(file)
                    ? SuiteFile.read(Section.read(file, problems), problems, loras, models.files().get(Role.NEW_BASE),
                            prompts(models), seeds, heldOut)
                    : Optional.empty();
        } catch (InvalidExperimentException e) {
            return Optional.empty(); // the suite is no YAML; that is among the problems, and there may be others
        }
    }

    /** How the suite's prompts are read, unless what that needs is among the problems. */
    private Optional<PromptReader> prompts(Models models) {
        try {
            return Optional.of(Inputs.reader(models));
        } catch (PromptException e) {
            return Optional.empty();
        }
    }

    /** Refuses an objective that no prompt can show, in the search or in what is held out. */
    private void check(Suite suite, Map<Objective, Double> objectives) {
        if (objectives.isEmpty()) {
            root.problem("objectives", "there must be at least one objective", "Add \"fidelity: {weight: 1}\".");
        }
        Set<Objective> shown = EnumSet.copyOf(objectives.isEmpty() ? EnumSet.of(Objective.FRIED) : objectives.keySet());
        limits.forEach(limit -> Objective.ofKey(limit.name()).ifPresent(shown::add));
        shown.remove(Objective.FRIED);
        for (Objective objective : shown) {
            for (Split split : Split.values()) {
                if (suite.prompts(split).stream().noneMatch(prompt -> prompt.objectives().contains(objective))) {
                    root.problem("objectives",
                            "no %s prompt of the suite counts for %s".formatted(split.key(), objective.key()),
                            "Add such a prompt (split: %s) to the suite, or remove the objective."
                                    .formatted(split.key()));
                }
            }
        }
    }

    private static GenerationSettings generation(Section section, Path model) {
        SamplingSection sampling = new SamplingSection(section);
        ScheduledSampler sampler = sampling.sampler();
        int steps = section.integer("steps", 20, 1, 1000);
        double cfgScale = section.number("cfg_scale", 7, 0, 100);
        int[] size = size(section);
        int clipSkip = section.integer("clip_skip", 1, 1, 12);
        long ensd = section.integer("ensd", 0L, 0, 0xffffffffL);
        GenerationSettings plain = new GenerationSettings(sampler.sampler(), steps, cfgScale, size[0], size[1],
                clipSkip, ensd, sampling.settings(sampler)).with(NetworkSection.read(section));
        try {
            return plain.with(new WorkflowSection(section, model).read());
        } catch (EvaluationException e) {
            section.problem("hires", e);
            return plain;
        }
    }

    private static int[] size(Section section) {
        String text = section.text("size", "512x512");
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches() && matcher.group(1).length() < 6 && matcher.group(2).length() < 6) {
            int width = Integer.parseInt(matcher.group(1));
            int height = Integer.parseInt(matcher.group(2));
            if (width % 8 == 0 && height % 8 == 0 && Math.min(width, height) >= 64) {
                return new int[]{width, height};
            }
        }
        section.problem("size", "must be WIDTHxHEIGHT, each a multiple of 8 and at least 64, but is " + text,
                "Write 512x512.");
        return new int[]{512, 512};
    }

    /** Objectives with their weights; one that has a limit and no weight is a limit alone. */
    private Map<Objective, Double> objectives(Section section) {
        Map<Objective, Double> weights = new EnumMap<>(Objective.class);
        for (Objective objective : Objective.values()) {
            section.section(objective.key()).ifPresent(entry -> {
                boolean limited = limit(objective, entry);
                if (objective != Objective.FRIED && (entry.has("weight") || !limited)) {
                    weights.put(objective, entry.number("weight", 1, 1e-6, 1e6));
                } else if (!limited) {
                    entry.problem("at_most", "is missing: fried has a limit and no weight", "Write {at_most: 0.2}.");
                }
                entry.finish();
            });
        }
        section.finish();
        return weights;
    }

    private boolean limit(Objective objective, Section entry) {
        double least = entry.number("at_least", Double.NEGATIVE_INFINITY, -100, 100);
        double most = entry.number("at_most", Double.POSITIVE_INFINITY, -100, 100);
        if (Double.isInfinite(least) && Double.isInfinite(most)) {
            return false;
        }
        try {
            limits.add(new Limit(objective.key(), least, most));
        } catch (SearchException e) {
            entry.problem("at_least", e);
        }
        return true;
    }

    private static Device device(Section section, Compute.Precision precision) {
        boolean cuda = section.choice("use", false, Map.of("cpu", false, "cuda", true));
        int threads = section.integer("threads", 0, 0, 1024);
        section.finish();
        return new Device(cuda, threads, precision);
    }

    /** Names as the recipe has them, for the merge section. */
    static final Map<String, VaeChoice> VAES = Section.choices(List.of(VaeChoice.values()), VaeChoice::key);
    static final Map<String, Precision> PRECISIONS = Section.choices(List.of(Precision.values()), Precision::key);
}
