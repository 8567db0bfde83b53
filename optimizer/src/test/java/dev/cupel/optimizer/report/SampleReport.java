package dev.cupel.optimizer.report;

import dev.cupel.optimizer.report.Report.Axis;
import dev.cupel.optimizer.report.Report.BestMerge;
import dev.cupel.optimizer.report.Report.Cell;
import dev.cupel.optimizer.report.Report.Coefficients;
import dev.cupel.optimizer.report.Report.Command;
import dev.cupel.optimizer.report.Report.Contender;
import dev.cupel.optimizer.report.Report.Fact;
import dev.cupel.optimizer.report.Report.Input;
import dev.cupel.optimizer.report.Report.Objective;
import dev.cupel.optimizer.report.Report.Origin;
import dev.cupel.optimizer.report.Report.Outcome;
import dev.cupel.optimizer.report.Report.PictureRow;
import dev.cupel.optimizer.report.Report.PictureTable;
import dev.cupel.optimizer.report.Report.Provenance;
import dev.cupel.optimizer.report.Report.Row;
import dev.cupel.optimizer.report.Report.Score;
import dev.cupel.optimizer.report.Report.ScoreTable;
import dev.cupel.optimizer.report.Report.Seconds;
import dev.cupel.optimizer.report.Report.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A report with made-up numbers, for the tests and for looking at: {@code main} writes it to the file that is
 * its first argument, with its second argument in place of every text if there is one.
 */
final class SampleReport {

    static final int TRIALS = 60;
    private static final int FAILED = 17;
    private static final int BEST = 48;
    private static final String[] GROUPS = {"IN00..IN03", "IN04..IN08", "IN09..M00", "OUT00..OUT02", "OUT03..OUT05",
            "OUT06..OUT08", "OUT09..OUT11"};
    private static final int[] GROUP_ENDS = {4, 9, 14, 17, 20, 23, 26};
    private static final List<Objective> OBJECTIVES = List.of(
            new Objective("fidelity", "Likeness to the tuned model's picture of the same prompt and seed, 0 to 1."),
            new Objective("composition", "Chance that CLIP tells the prompt from contrast prompts, 0 to 1."),
            new Objective("anatomy", "Margin of good over bad anatomy prompts, in standard deviations."),
            new Objective("lora", "How much of the LoRA's effect on the tuned model is kept, 0 to 1."),
            new Objective("new_concepts", "Chance of what only the new base knows, 0 to 1."));

    private final Random random = new Random(7);

    private SampleReport() {}

    static Report report() {
        return new SampleReport().build();
    }

    /** The sample with other held-out scores. */
    static Report withHeldOut(ScoreTable heldOut) {
        Report sample = report();
        return new Report(sample.name(), sample.started(), sample.finished(), sample.best(), sample.objectives(),
                heldOut, sample.search(), sample.axes(), sample.trials(), sample.pictures(), sample.front(),
                sample.finals(), sample.provenance(),
                sample.commands());
    }

    /** The sample with another front. */
    static Report withFront(Report.Front front) {
        Report sample = report();
        return new Report(sample.name(), sample.started(), sample.finished(), sample.best(), sample.objectives(),
                sample.heldOut(), sample.search(), sample.axes(), sample.trials(), sample.pictures(),
                Optional.of(front), sample.finals(), sample.provenance(), sample.commands());
    }

    /** The sample with other trials. */
    static Report withTrials(List<Trial> trials) {
        Report sample = report();
        return new Report(sample.name(), sample.started(), sample.finished(), sample.best(), sample.objectives(),
                sample.heldOut(), sample.search(), sample.axes(), trials, sample.pictures(),
                sample.front(), sample.finals(), sample.provenance(),
                sample.commands());
    }

    /** The sample with a text wherever a text can come from outside. */
    static Report hostile(Report sample, String text, List<PictureTable> pictures) {
        BestMerge best = new BestMerge(BEST, sample.best().coefficients(),
                new Report.Formula(text, text, text, text), text, text, text, text, text);
        List<Objective> objectives = sample.objectives().stream().map(objective -> new Objective(text, text)).toList();
        List<Axis> axes = sample.axes().stream().map(axis -> new Axis(text, axis.low(), axis.high(), axis.importance()))
                .toList();
        List<Trial> trials = sample.trials().stream().map(trial -> new Trial(trial.index(), trial.origin(), text,
                trial.coefficients(), trial.point(), new Outcome.Failed(text), trial.seconds(), text)).toList();
        Cell none = new Cell(new Score.Missing(text), new Score.Missing(text));
        ScoreTable scores = new ScoreTable(1, 1,
                List.of(new Row(Contender.FOUND, OptionalDouble.empty(), none, Collections.nCopies(5, none)),
                        new Row(Contender.BEST_UNIFORM, OptionalDouble.of(1), none, Collections.nCopies(5, none))));
        List<Fact> facts = List.of(new Fact(text, text));
        return new Report(text, sample.started(), sample.finished(), best, objectives, scores, scores, axes, trials,
                pictures, sample.front(), sample.finals(),
                new Provenance(List.of(new Input(text, text, text, text)), text, facts, facts, facts, text),
                List.of(new Command(text, text)));
    }

    public static void main(String... arguments) throws IOException {
        Report report = report();
        HtmlReport.write(arguments.length == 1 ? report : hostile(report, arguments[1], report.pictures()),
                Path.of(arguments[0]));
    }

    private Report build() {
        List<Trial> trials = trials();
        Coefficients best = trials.get(BEST).coefficients();
        return new Report("mini-anime on mini-v1-5", Instant.parse("2026-03-14T21:04:09Z"),
                Instant.parse("2026-03-14T21:13:22Z"),
                new BestMerge(BEST, best, new Report.Formula("add_difference", "", "A + alpha (B - C)", "none"),
                        "new_base",
                        "fp16", "runs/mini/best.safetensors",
                        "9f2c5a0e7b1d4c86a3f0e91b7d25c4486ef1a09d3b7754c2e8d9016fab34c7d1", recipe(best)),
                OBJECTIVES, heldOut(), search(), axes(), trials, pictures(),
                Optional.of(new Report.Front(List.of(0, 4), List.of(BEST, BEST + 2))),
                Optional.of(new Report.Finals(1, List.of(finalist(BEST, 0.62, new Score.Missing("")),
                        finalist(BEST + 2, 0.57, measured(0.05, 0.02))))),
                provenance(), commands());
    }

    private List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        double best = 0.5;
        for (int i = 0; i < TRIALS; i++) {
            Origin origin = i < 5
                    ? Origin.BASELINE
                    : i < 16
                            ? Origin.SOBOL
                            : i == 30 ? Origin.REPLICATION : Origin.ACQUISITION;
            List<Double> point = point(i, origin);
            double total = i == BEST ? 0.748 : truth(point) + 0.018 * random.nextGaussian();
            best = Math.max(best, total - 0.03);
            if (i % 10 == 6) {
                trials.add(trial(i, origin, point, new Outcome.Stopped(measured(total - 0.1, 0.02), BEST, 0.12, 15, 120,
                        OptionalDouble.of(best))));
                continue;
            }
            trials.add(trial(i, origin, point, i == FAILED
                    ? new Outcome.Failed("black picture: prompt 4, seed 104")
                    : new Outcome.Scored(measured(total, 0.021),
                            List.of(measured(total + 0.05, 0.03), measured(total - 0.08, 0.03),
                                    measured(total / 2, 0.05),
                                    i % 9 == 4 ? new Score.Missing("LoRA off") : measured(total + 0.1, 0.04),
                                    measured(1.1 - total, 0.04)),
                            i < 5 ? OptionalDouble.empty() : OptionalDouble.of(best))));
        }
        return trials;
    }

    private List<Double> point(int trial, Origin origin) {
        double alpha = switch (origin) {
            case BASELINE -> 0.3 * trial;
            case SOBOL -> 1.5 * random.nextDouble();
            case ACQUISITION, REPLICATION -> Math.clamp(0.86 + 0.22 * random.nextGaussian(), 0, 1.5);
        };
        List<Double> point = new ArrayList<>(List.of(alpha));
        double[] aim = {0.45, 0.7, 1.05, 1.2, 0.95, 0.6, 1.1, 0.75};
        for (double value : aim) {
            point.add(switch (origin) {
                case BASELINE -> 1.0;
                case SOBOL -> 1.5 * random.nextDouble();
                case ACQUISITION, REPLICATION -> Math.clamp(value + 0.25 * random.nextGaussian(), 0, 1.5);
            });
        }
        return point;
    }

    private static double truth(List<Double> point) {
        double alpha = point.getFirst();
        double total = 0.72 - 0.35 * Math.pow(alpha - 0.86, 2);
        return total - 0.14 * Math.pow(point.get(1) - 0.45, 2) - 0.09 * Math.pow(point.get(4) - 1.2, 2)
                - 0.05 * Math.pow(point.get(6) - 0.6, 2);
    }

    private Trial trial(int index, Origin origin, List<Double> point, Outcome outcome) {
        List<Double> weights = new ArrayList<>(List.of(1.0));
        for (int group = 0; group < GROUPS.length; group++) {
            while (weights.size() < GROUP_ENDS[group]) {
                weights.add(point.get(1 + group));
            }
        }
        Coefficients coefficients = new Coefficients(point.getFirst(), weights, Map.of("CLIP", point.getLast()),
                List.of("OUT03..OUT05:attn1:0.5"), "");
        Seconds seconds = new Seconds(0.06 + 0.03 * random.nextDouble(), 5.9 + random.nextDouble(),
                1.1 + 0.2 * random.nextDouble(), origin == Origin.ACQUISITION ? 0.2 + 0.01 * index : 0.001);
        return new Trial(index, origin, "add_difference", coefficients, point, outcome, seconds, recipe(coefficients));
    }

    private static String recipe(Coefficients coefficients) {
        return """
                {
                  "method": "add_difference",
                  "alpha": %s,
                  "weights": %s,
                  "vae": "new_base"
                }""".formatted(coefficients.alpha(), coefficients.weights());
    }

    private static List<Axis> axes() {
        List<Axis> axes = new ArrayList<>(List.of(new Axis("alpha", 0, 1.5, OptionalDouble.of(3.41))));
        double[] importance = {1.92, 0.41, 0.22, 1.37, 0.35, 0.88, 0.19};
        for (int i = 0; i < GROUPS.length; i++) {
            axes.add(new Axis(GROUPS[i], 0, 1.5, OptionalDouble.of(importance[i])));
        }
        axes.add(new Axis("text_encoder", 0, 1.5, OptionalDouble.of(0.53)));
        return axes;
    }

    private static ScoreTable heldOut() {
        return new ScoreTable(24, 48, List.of(
                row(Contender.FOUND, 0.712, new double[]{0.781, 0.662, 0.412, 0.823, 0.684}, 0.712),
                row(Contender.BEST_UNIFORM, 0.621, new double[]{0.742, 0.631, 0.401, 0.715, 0.472}, 0.712),
                row(Contender.TUNED, 0.588, new double[]{1, 0.702, 0.433, 0.861, 0.108}, 0.712),
                row(Contender.NEW_BASE, 0.402, new double[]{0.311, 0.543, 0.287, 0.244, 0.801}, 0.712)));
    }

    private static Report.Finalist finalist(int trial, double total, Score ahead) {
        return new Report.Finalist(trial, measured(total + 0.03, 0.04), measured(total - 0.03, 0.04),
                measured(total, 0.03), ahead);
    }

    private static ScoreTable search() {
        return new ScoreTable(12, 12,
                List.of(row(Contender.FOUND, 0.748, new double[]{0.802, 0.671, 0.433, 0.851, 0.702}, 0.748),
                        row(Contender.BEST_UNIFORM, 0.633, new double[]{0.744, 0.62, 0.42, 0.702, 0.481}, 0.748)));
    }

    private static Row row(Contender contender, double total, double[] objectives, double found) {
        double[] best = {0.781, 0.662, 0.412, 0.823, 0.684};
        List<Cell> cells = IntStream.range(0, objectives.length)
                .mapToObj(i -> contender == Contender.NEW_BASE && i == 3
                        ? new Cell(new Score.Missing("the LoRA was not drawn"),
                                new Score.Missing("the LoRA was not drawn"))
                        : cell(contender, objectives[i], best[i] - objectives[i], 0.031))
                .toList();
        return new Row(contender,
                contender == Contender.BEST_UNIFORM ? OptionalDouble.of(0.6) : OptionalDouble.empty(),
                cell(contender, total, found - total, 0.022), cells);
    }

    private static Cell cell(Contender contender, double score, double ahead, double error) {
        return new Cell(measured(score, error),
                contender == Contender.FOUND ? new Score.Missing("") : measured(ahead, 0.024));
    }

    static Score.Measured measured(double mean, double error) {
        return new Score.Measured(mean, error, mean - 1.96 * error, mean + 1.96 * error);
    }

    private static List<PictureTable> pictures() {
        List<String> prompts = List.of("anime, 1girl, blonde hair, cat ears, waving, eiffel tower, outdoors",
                "anime, 1boy, blue hair, red shirt, hand on hip, left, night sky",
                "anime, 1girl, red hair, beret, (light rays:1.2), mountain",
                "photo, 1girl, blonde hair, white dress, arms up, center, meadow, outdoors",
                "anime, 1girl, black hair, green dress, arms out, beach, masterpiece, best quality",
                "anime, 1boy, red hair, blue shirt, arms down, right, indoors");
        int[] files = {0, 2, 7, 9, 6, 1};
        List<PictureRow> rows = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            List<byte[]> row = new ArrayList<>();
            for (int column = 0; column < 4; column++) {
                row.add(png(files[(i + column) % files.length]));
            }
            rows.add(new PictureRow(prompts.get(i), 9000 + i, row));
        }
        return List.of(new PictureTable("Held-out prompts",
                "The same prompt and seed for each model, chosen before the search, not by hand.",
                List.of("Tuned model", "Found merge", "Best uniform", "New base"), rows),
                new PictureTable("With the LoRA “sepia”", "The LoRA was made for the tuned model.",
                        List.of("Tuned model", "Found merge", "New base"),
                        List.of(new PictureRow("sepia, 1girl, beret, meadow", 9100,
                                List.of(png(3), png(8), new byte[0])))));
    }

    static byte[] png(int number) {
        try (InputStream in = SampleReport.class.getResourceAsStream("/golden/miniature/picture-" + number + ".png")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Provenance provenance() {
        return new Provenance(
                List.of(new Input("new base", "mini-v1-5.safetensors",
                        "66bb8657ac1235323d185b527e632a2b2a5997f1b1f8ed03867a3a04fe5c70a7", "66bb8657ac"),
                        new Input("tuned", "mini-anime.safetensors",
                                "0d3f6a1b8c2e49570f6e2b9a41c7d8835be0942f6a71c8d3e5b09f1a27c64e88", "0d3f6a1b8c"),
                        new Input("old base", "mini-v1-4.ckpt",
                                "b7a90c5de1f24386a0d95c7e13b8f4627c1d05ea98b3f672d4c10e5a86f9b321", "b7a90c5de1"),
                        new Input("LoRA", "loras/sepia.safetensors",
                                "41e8d2c7a60b95f3e1827d4c0a6bf95318de7c20a4b5f6e98d13c70a25be46f9", "")),
                """
                        name: mini-anime on mini-v1-5
                        seed: 1
                        merge:
                          method: add_difference
                          alpha: [0.0, 1.5]
                        search: {trials: 60, initial: 16, batch: 1}
                        """,
                List.of(new Fact("experiment", "1"), new Fact("pictures of the search", "1000 … 1011"),
                        new Fact("held-out pictures", "9000 … 9047")),
                List.of(new Fact("Cupel", "0.1.0"), new Fact("Java", "25.0.1+8, Temurin"), new Fact("DJL", "0.35.1"),
                        new Fact("PyTorch", "2.7.1"), new Fact("Operating system", "Linux 6.8, amd64")),
                List.of(new Fact("Processor", "AMD EPYC 7763"), new Fact("Cores", "2"), new Fact("Memory", "24 GB"),
                        new Fact("Accelerator", "none")),
                "./cupel run configs/miniature/experiment.yaml");
    }

    private static List<Command> commands() {
        return List.of(
                new Command("Rebuild the checkpoint from its recipe",
                        "./cupel merge runs/mini/best.json -o best.safetensors"),
                new Command("Run the whole experiment again", "./cupel run configs/miniature/experiment.yaml"),
                new Command("Draw with it", "./cupel generate --model best.safetensors --prompt \"anime, 1girl\""));
    }
}
