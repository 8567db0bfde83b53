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
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.sampling.Sampler;
import dev.cupel.merger.live.LoadedWeights;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints how the miniature's scores go with a uniform alpha: {@code AlphaTable [steps] [clip skip] [split]}. */
public final class AlphaTable {

    private static final double[] ALPHAS = {0, 0.3, 0.5, 0.7, 0.85, 1, 1.2};

    private AlphaTable() {}

    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 12;
        int clipSkip = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        Split split = args.length > 2 ? Split.valueOf(args[2]) : Split.SEARCH;
        try (Compute compute = Compute.open(Compute.Device.CPU, 1);
                LoadedWeights newBase = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-5.safetensors"), false);
                LoadedWeights tuned = LoadedWeights.open(Golden.MINIATURE.resolve("mini-anime.safetensors"), false);
                LoadedWeights oldBase = LoadedWeights.open(Golden.MINIATURE.resolve("mini-v1-4.ckpt"), false);
                ClipModel clip = ClipModel.open(compute, Golden.MINIATURE.resolve("clip"));
                UniformMerge merged = new UniformMerge(newBase, tuned, oldBase)) {
            var settings = new GenerationSettings(args.length > 3 ? Sampler.valueOf(args[3]) : Sampler.EULER_A, steps,
                    args.length > 4 ? Double.parseDouble(args[4]) : 7, 64, 64, clipSkip, 0);
            Assay assay = new Assay(compute, Tokenizer.open(Golden.MINIATURE.resolve("tokenizer")), Assay.scorer(clip),
                    MiniatureSuite.read(), settings, 8);
            System.out.printf("tau %.2f%n", clip.scale());
            Reference reference;
            try (Evaluator evaluator = Evaluator.open(assay, tuned)) {
                reference = evaluator.reference(split, Journal.NONE);
            }
            List<PictureMeasures> ofNewBase;
            try (Evaluator evaluator = Evaluator.open(assay, newBase)) {
                ofNewBase = evaluator.evaluate(split, reference, Journal.NONE);
            }
            header();
            row("tuned", reference.measures(), reference.measures(), ofNewBase);
            try (Evaluator evaluator = Evaluator.open(assay, merged)) {
                for (double alpha : ALPHAS) {
                    merged.apply(alpha);
                    long start = System.nanoTime();
                    List<PictureMeasures> measures = evaluator.evaluate(split, reference, Journal.NONE);
                    row("%.2f (%.1f s)".formatted(alpha, (System.nanoTime() - start) / 1e9), measures,
                            reference.measures(), ofNewBase);
                }
            }
        }
    }

    private static void header() {
        StringBuilder line = new StringBuilder("%-16s".formatted("alpha"));
        for (Measure measure : Measure.values()) {
            line.append(" %10.10s".formatted(measure.key()));
        }
        for (Objective objective : Objective.values()) {
            line.append(" %13.13s".formatted(objective.key()));
        }
        System.out.println(line + "         total");
    }

    private static void row(String name, List<PictureMeasures> measures, List<PictureMeasures> tuned,
            List<PictureMeasures> newBase) {
        StringBuilder line = new StringBuilder("%-16s".formatted(name));
        for (Measure measure : Measure.values()) {
            double mean = measures.stream().flatMapToDouble(each -> each.value(measure).stream()).average()
                    .orElse(Double.NaN);
            line.append(String.format(Locale.ROOT, " %10.3f", mean));
        }
        Map<Objective, Double> weights = Map.of(Objective.FIDELITY, 1.0, Objective.COMPOSITION, 1.0, Objective.ANATOMY,
                1.0,
                Objective.LORA, 1.0, Objective.NEW_CONCEPTS, 1.0);
        Scorecard card = Scorecard.of(measures, tuned, newBase, weights);
        for (Objective objective : Objective.values()) {
            line.append(card.estimate(objective).map(AlphaTable::text).orElse("             -"));
        }
        System.out.println(line + card.total().map(AlphaTable::text).orElse("             -"));
    }

    private static String text(Estimate estimate) {
        return String.format(Locale.ROOT, " %6.2f ± %4.2f", estimate.mean(), estimate.standardError());
    }
}
