package dev.cupel.evaluator;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.network.ClipModel;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.objective.Estimate;
import dev.cupel.evaluator.objective.Measure;
import dev.cupel.evaluator.objective.Objective;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Scorecard;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.merger.plan.Coefficients;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints how the miniature's scores go with a uniform alpha: {@code AlphaTable [split] [sampler] [steps]}. */
public final class AlphaTable {

    private static final double[] ALPHAS = {0, 0.3, 0.5, 0.7, 0.85, 1, 1.2};
    private static final Map<Objective, Double> WEIGHTS = Map.of(Objective.FIDELITY, 1.0, Objective.COMPOSITION, 1.0,
            Objective.ANATOMY, 0.5, Objective.LORA, 1.0, Objective.NEW_CONCEPTS, 2.0);

    private final List<PictureMeasures> tuned;
    private final List<PictureMeasures> newBase;

    private AlphaTable(List<PictureMeasures> tuned, List<PictureMeasures> newBase) {
        this.tuned = tuned;
        this.newBase = newBase;
    }

    public static void main(String[] args) {
        Split split = args.length > 0 ? Split.valueOf(args[0]) : Split.SEARCH;
        Sampler sampler = args.length > 1 ? Sampler.valueOf(args[1]) : Sampler.EULER;
        int steps = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        try (Compute compute = Compute.open(Compute.Device.CPU, 1);
                ClipModel clip = ClipModel.open(compute, Golden.MINIATURE.resolve("clip"));
                MiniatureModels models = new MiniatureModels()) {
            var settings = new GenerationSettings(sampler, steps, 7, 64, 64, 2, 0);
            Assay assay = new Assay(compute, PromptReader.of(Tokenizer.open(Golden.MINIATURE.resolve("tokenizer"))),
                    Assay.scorer(clip),
                    MiniatureSuite.read(), settings, 8, List.of());
            Reference reference;
            try (Evaluator evaluator = Evaluator.open(assay, models.tuned())) {
                reference = evaluator.reference(split, Journal.NONE);
            }
            try (Evaluator evaluator = Evaluator.open(assay, models.merged())) {
                models.merged().apply(Coefficients.uniform(0));
                var table = new AlphaTable(reference.measures(), evaluator.evaluate(split, reference, Journal.NONE));
                table.header();
                table.row("tuned", reference.measures());
                for (double alpha : ALPHAS) {
                    models.merged().apply(Coefficients.uniform(alpha));
                    table.row("%.2f".formatted(alpha), evaluator.evaluate(split, reference, Journal.NONE));
                }
            }
        }
    }

    private void header() {
        StringBuilder line = new StringBuilder("%-6s".formatted("alpha"));
        for (Measure measure : Measure.values()) {
            line.append(" %9.9s".formatted(measure.key()));
        }
        for (Objective objective : Objective.values()) {
            line.append(" %13.13s".formatted(objective.key()));
        }
        System.out.println(line + "         total");
    }

    private void row(String name, List<PictureMeasures> measures) {
        StringBuilder line = new StringBuilder("%-6s".formatted(name));
        for (Measure measure : Measure.values()) {
            double mean = measures.stream().flatMapToDouble(each -> each.value(measure).stream()).average()
                    .orElse(Double.NaN);
            line.append(String.format(Locale.ROOT, " %9.3f", mean));
        }
        Scorecard card = Scorecard.of(measures, tuned, newBase, WEIGHTS);
        for (Objective objective : Objective.values()) {
            line.append(card.estimate(objective).map(AlphaTable::text).orElse("             -"));
        }
        System.out.println(line + card.total().map(AlphaTable::text).orElse("             -"));
    }

    private static String text(Estimate estimate) {
        return String.format(Locale.ROOT, " %6.2f ± %4.2f", estimate.mean(), estimate.standardError());
    }
}
