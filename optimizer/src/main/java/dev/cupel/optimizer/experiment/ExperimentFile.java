package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.optimizer.experiment.Experiment.Device;
import dev.cupel.optimizer.experiment.Experiment.LoraFile;
import dev.cupel.optimizer.experiment.Experiment.Models;
import dev.cupel.optimizer.experiment.Experiment.SearchPlan;
import dev.cupel.optimizer.search.SearchSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an experiment file: one method a section, in the order of the file. */
final class ExperimentFile {

    private static final Pattern SIZE = Pattern.compile("(\\d+)x(\\d+)");
    private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(s|min|m|h)");
    private static final List<Double> USUAL_UNIFORM = List.of(0.0, 0.25, 0.5, 0.75, 1.0);

    private static final List<Double> USUAL_RUNGS = List.of(0.125, 0.25, 0.5);

    private final Problems problems = new Problems();
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
        Optional<Suite> suite = suite(root.needSection("suite", "suite: {prompts: prompts/anime.yaml}"), loras);
        Section generation = root.section("generation").orElseGet(() -> root.empty("generation"));
        GenerationSettings settings = generation(generation, models.files().get(Role.NEW_BASE));
        int batch = generation.integer("batch", 8, 1, 64);
        generation.finish();
        Map<Objective, Double> objectives = objectives(
                root.needSection("objectives", "objectives: {fidelity: {weight: 1}}"));
        SearchPlan search = search(root.section("search").orElseGet(() -> root.empty("search")), merge);
        Device device = device(root.section("device").orElseGet(() -> root.empty("device")));
        Path output = root.path(root.text("output", "runs"));
        root.finish();
        suite.ifPresent(found -> check(found, objectives));
        problems.throwIfAny();
        return new Experiment(root.file(), name, seed, models, merge, suite.orElseThrow(), settings, batch, loras,
                objectives, search,
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

    private Optional<Suite> suite(Section section, Map<String, LoraFile> loras) {
        Path file = section.existing("prompts", "prompts/anime.yaml");
        int seeds = section.integer("seeds", 1, 1, 1000);
        double heldOut = section.number("held_out", 0.25, 0.05, 0.9);
        section.finish();
        try {
            return Files.isRegularFile(file)
                    ? SuiteFile.read(Section.read(file, problems), problems, loras, seeds, heldOut)
                    : Optional.empty();
        } catch (InvalidExperimentException e) {
            return Optional.empty(); // the suite is no YAML; that is among the problems, and there may be others
        }
    }

    /** Refuses an objective that no prompt can show, in the search or in what is held out. */
    private void check(Suite suite, Map<Objective, Double> objectives) {
        if (objectives.isEmpty()) {
            root.problem("objectives", "there must be at least one objective", "Add \"fidelity: {weight: 1}\".");
        }
        for (Objective objective : objectives.keySet()) {
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
        return new GenerationSettings(sampler.sampler(), steps, cfgScale, size[0], size[1], clipSkip, ensd,
                sampling.settings(sampler), NetworkSection.read(section), new WorkflowSection(section, model).read());
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

    private static Map<Objective, Double> objectives(Section section) {
        Map<Objective, Double> weights = new EnumMap<>(Objective.class);
        for (Objective objective : Objective.values()) {
            section.section(objective.key()).ifPresent(entry -> {
                weights.put(objective, entry.number("weight", 1, 1e-6, 1e6));
                entry.finish();
            });
        }
        section.finish();
        return weights;
    }

    private static SearchPlan search(Section section, MergeSpace merge) {
        int trials = section.integer("trials", 100, 1, 100_000);
        Optional<Duration> time = time(section);
        int axes = merge.axes().size();
        int initial = section.integer("initial", Math.max(4, SearchSettings.initialFor(Math.max(1, axes), trials)), 1,
                10_000);
        List<Double> uniform = section.numbers("uniform", USUAL_UNIFORM, -4, 4);
        section.integer("batch", 1, 1, 1);
        Racing racing = racing(section);
        section.finish();
        return new SearchPlan(trials, time, initial, uniform, racing);
    }

    private static Racing racing(Section section) {
        if (!section.isSection("racing")) {
            return section.flag("racing", false) ? new Racing(USUAL_RUNGS, Racing.OFF.level()) : Racing.OFF;
        }
        Section entry = section.section("racing").orElseThrow();
        List<Double> rungs = entry.numbers("rungs", USUAL_RUNGS, 0, 1);
        double level = entry.number("level", Racing.OFF.level(), 1e-6, 0.5);
        entry.finish();
        try {
            return new Racing(rungs, level);
        } catch (IllegalArgumentException e) {
            entry.problem("rungs", e);
            return Racing.OFF;
        }
    }

    private static Optional<Duration> time(Section section) {
        Optional<String> text = section.text("time");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = TIME.matcher(text.get());
        if (!matcher.matches()) {
            section.problem("time", "must be a number with its unit, but is " + text.get(), "Write 8h, 90min or 600s.");
            return Optional.empty();
        }
        double unit = switch (matcher.group(2)) {
            case "h" -> 3600;
            case "s" -> 1;
            default -> 60;
        };
        return Optional.of(Duration.ofMillis(Math.round(1000 * unit * Double.parseDouble(matcher.group(1)))));
    }

    private static Device device(Section section) {
        boolean cuda = section.choice("use", false, Map.of("cpu", false, "cuda", true));
        int threads = section.integer("threads", 0, 0, 1024);
        section.finish();
        return new Device(cuda, threads);
    }

    /** Names as the recipe has them, for the merge section. */
    static final Map<String, VaeChoice> VAES = Section.choices(List.of(VaeChoice.values()), VaeChoice::key);
    static final Map<String, Precision> PRECISIONS = Section.choices(List.of(Precision.values()), Precision::key);
}
