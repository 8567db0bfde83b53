package dev.cupel.optimizer.cli;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Weighting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code cupel merge} that say how much of a merge goes into which tensor. */
@Command(footer = {"", "Presets of --weights, by sd-meh's names (SuperMerger's are known, too):",
        "  GRAD_V GRAD_A FLAT_25 FLAT_75 WRAP08 WRAP12 WRAP14 WRAP16 MID12_50 OUT07 OUT12 OUT12_5",
        "  RING08_SOFT RING08_5 RING10_5 RING10_3 SMOOTHSTEP REVERSE_SMOOTHSTEP 2SMOOTHSTEP",
        "  2R_SMOOTHSTEP 3SMOOTHSTEP 3R_SMOOTHSTEP 4SMOOTHSTEP 4R_SMOOTHSTEP HALF_SMOOTHSTEP",
        "  HALF_R_SMOOTHSTEP ONE_THIRD_SMOOTHSTEP ONE_THIRD_R_SMOOTHSTEP ONE_FOURTH_SMOOTHSTEP",
        "  ONE_FOURTH_R_SMOOTHSTEP COSINE REVERSE_COSINE TRUE_CUBIC_HERMITE TRUE_REVERSE_CUBIC_HERMITE",
        "  FAKE_CUBIC_HERMITE FAKE_REVERSE_CUBIC_HERMITE ALL_A ALL_B"})
final class WeightOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--alpha", paramLabel = "X", description = "factor of everything (default: 1)")
    private @Nullable Double alpha;

    @Option(names = "--weights", paramLabel = "W,W,…", description = {"factors of alpha (default: all 1):",
            "W,W,…: 26 numbers, BASE, IN00..IN11, M00, OUT00..OUT11; or 25 without BASE, then BASE=W; or SDXL's 20;",
            "PRESET, or PRESET,PRESET@S for the way from one to another, S from 0 to 1;",
            "PLACE=W,…, alone or after one of these: IN00=0.5,OUT09..OUT11=0.2 (alone also default=W); places are blocks, ranges, IN, UNET, "
                    + "and the parts TIME_EMBED, OUT (the head), CLIP, VAE; or a gradient over a range: UNET=0:0.5:1"})
    private @Nullable String weights;

    @Option(names = "--rule", paramLabel = "B:E:W", description = "blocks:elements:weight, SuperMerger's elemental merge, in place of the blocks' weight: \"IN00..IN05:attn1 attn2:0.5\"; NOT before blocks or elements, none for all, * and ? in elements; of several that hold the last counts; may be repeated")
    private List<String> rules = new ArrayList<>();

    @Option(names = "--beta", paramLabel = "X", description = "the second number of methods that have one (default: 0)")
    private @Nullable Double beta;

    @Option(names = "--beta-weights", paramLabel = "W,W,…", description = "factors of beta, as --weights")
    private @Nullable String betaWeights;

    @Option(names = "--beta-rule", paramLabel = "B:E:W", description = "rules for beta, as --rule")
    private List<String> betaRules = new ArrayList<>();

    @Option(names = "--text-encoder", paramLabel = "W", description = "the text encoder's own factor of alpha, as CLIP=W in --weights (default: that of BASE)")
    private @Nullable Double textEncoder;

    @Option(names = "--include", paramLabel = "T,T,…", description = "merge these tensors alone, the others stay the new base's: places as above, or patterns of names such as attn1 or \"*.norm*\"")
    private @Nullable String include;

    @Option(names = "--exclude", paramLabel = "T,T,…", description = "leave these tensors the new base's, for example VAE,time_embed")
    private @Nullable String exclude;

    /** Whether any of the options is there: a recipe would say otherwise. */
    boolean given() {
        return alpha != null || weights != null || !rules.isEmpty() || givenBeta() || textEncoder != null
                || include != null || exclude != null;
    }

    private boolean givenBeta() {
        return beta != null || betaWeights != null || !betaRules.isEmpty();
    }

    /** Alpha and beta with their weights. */
    Coefficients coefficients(MergeMethod method) {
        if (givenBeta() && !method.hasBeta()) {
            throw wrong("--beta is given, but --method " + method.name() + " does not use it: leave it out.");
        }
        Weighting factors = weighting("--weights", weights, "--rule", rules);
        if (textEncoder != null && factors.parts().containsKey(Part.CLIP)) {
            throw wrong("--text-encoder is given, and so is CLIP in --weights: leave one out.");
        }
        Weighting ofAlpha = checked("--text-encoder",
                () -> textEncoder == null ? factors : factors.with(Part.CLIP, textEncoder));
        Weighting ofBeta = weighting("--beta-weights", betaWeights, "--beta-rule", betaRules);
        return new Coefficients(checked("--alpha", () -> new Strength(alpha == null ? 1 : alpha, ofAlpha)),
                checked("--beta", () -> new Strength(beta == null ? 0 : beta, ofBeta)));
    }

    private Weighting weighting(String option, @Nullable String text, String ruleOption, List<String> ruleTexts) {
        Weighting start = checked(option, () -> text == null ? Weighting.uniform(1) : Weighting.parse(text));
        List<Rule> all = new ArrayList<>();
        ruleTexts.forEach(rule -> all.addAll(checked(ruleOption, () -> Rule.parseAll(rule))));
        return start.withRules(all);
    }

    /** Which tensors are merged. */
    Scope scope() {
        return new Scope(checked("--include", () -> Scope.selectors(include == null ? "" : include)),
                checked("--exclude", () -> Scope.selectors(exclude == null ? "" : exclude)));
    }

    private <T> T checked(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
