package dev.cupel.merger.method;

import dev.cupel.merger.method.Methods.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The methods under mergekit's names and settings; its lambda and t are alpha here. */
final class MergekitMethods {

    private static final Parameter SEED = Parameter.whole("seed", 0, 0, 1L << 53, "of the random masks");
    private static final Parameter WEIGHTS = Parameter.numbers("weights",
            "a factor for each of new_base, tuned, model_1, ...; 1 unless given");
    private static final Parameter RESCALE = Parameter.flag("rescale", true, "keep the sum of absolute values");

    private MergekitMethods() {}

    static List<Definition> all() {
        return Stream.of(arithmetic(), consensus(), spheres(), pairs()).flatMap(List::stream).toList();
    }

    private static List<Definition> arithmetic() {
        return List.of(
                new Definition("linear", List.of(), "(1 - alpha) A + alpha (weighted mean of all models)",
                        List.of(WEIGHTS, Parameter.flag("normalize", true, "divide by the sum of the weights")),
                        settings -> new Linear(settings.numbers("weights"), settings.flag("normalize"))),
                task("task_arithmetic", "C + alpha (weighted sum of the differences from C)", false, List.of(),
                        settings -> new Sparsity.Everything()),
                task("ties", "C + alpha (weighted sum of their largest values, signs elected)", true,
                        List.of(density(1)), settings -> new Sparsity.Largest(settings.number("density"))),
                task("dare_linear", "C + alpha (weighted sum of random values)", false,
                        List.of(density(1), RESCALE, SEED), MergekitMethods::random),
                task("dare_ties", "C + alpha (weighted sum of random values, signs elected)", false,
                        List.of(density(1), RESCALE, SEED), MergekitMethods::random),
                task("breadcrumbs", "C + alpha (weighted sum of all but the largest and smallest values)", false,
                        List.of(density(1), gamma(), Compatibility.parameter(Compatibility.MERGEKIT)),
                        MergekitMethods::middle),
                task("breadcrumbs_ties", "C + alpha (the same, signs elected)", false,
                        List.of(density(1), gamma(), Compatibility.parameter(Compatibility.MERGEKIT)),
                        MergekitMethods::middle),
                task("della", "C + alpha (weighted sum of random, mostly large values, signs elected)", true,
                        List.of(density(1), epsilon(), RESCALE, SEED), MergekitMethods::ranked),
                task("della_linear", "C + alpha (weighted sum of random, mostly large values)", false,
                        List.of(density(1), epsilon(), RESCALE, SEED), MergekitMethods::ranked));
    }

    private static Definition task(String name, String formula, boolean normalize, List<Parameter> own,
            Function<Settings, Sparsity> sparsity) {
        List<Parameter> parameters = new ArrayList<>(List.of(WEIGHTS,
                Parameter.flag("normalize", normalize, "divide by the sum of the weights that count")));
        parameters.addAll(own);
        boolean consensus = name.endsWith("ties") || name.equals("della");
        return new Definition(name, List.of(), formula, parameters,
                settings -> new TaskArithmetic(sparsity.apply(settings), consensus, settings.numbers("weights"),
                        settings.flag("normalize")));
    }

    private static Sparsity random(Settings settings) {
        return new Sparsity.Random(settings.number("density"), settings.flag("rescale"),
                (long) settings.number("seed"));
    }

    private static Sparsity middle(Settings settings) {
        return new Sparsity.Middle(settings.number("density"), settings.number("gamma"), Compatibility.of(settings));
    }

    private static Sparsity ranked(Settings settings) {
        return new Sparsity.Ranked(settings.number("density"), settings.number("epsilon"), settings.flag("rescale"),
                (long) settings.number("seed"));
    }

    private static Parameter density(double standard) {
        return Parameter.number("density", standard, 0, 1, "share of the values to keep");
    }

    private static Parameter gamma() {
        return Parameter.number("gamma", 0.01, 0, 1, "share of the largest values to drop");
    }

    private static Parameter epsilon() {
        return Parameter.number("epsilon", 0.15, 0, 1, "how much likelier large values are kept than small ones");
    }

    private static List<Definition> consensus() {
        Parameter least = Parameter.number("epsilon", 1e-5, 0, 1, "differences up to it count as none");
        return List.of(
                new Definition("sce", List.of(), "C + alpha (mean by variance, signs elected)",
                        List.of(Parameter.number("select_topk", 1, 0, 1, "share of the places that vary to keep"),
                                Compatibility.parameter(Compatibility.MERGEKIT)),
                        settings -> new Sce(settings.number("select_topk"), Compatibility.of(settings))),
                new Definition("ram", List.of(), "C + alpha (mean of the differences that are not 0)", List.of(least),
                        settings -> new Ram(settings.number("epsilon"), 0, 0, false)),
                new Definition("ramplus_tl", List.of(), "C + alpha (the same, more of what is one model's alone)",
                        List.of(least, Parameter.number("r", 0.1, 0, 10, "how much more"),
                                Parameter.number("bound", 0.2, 0, 10, "largest ratio that counts; mergekit's alpha")),
                        settings -> new Ram(settings.number("epsilon"), settings.number("r"),
                                settings.number("bound"), true)));
    }

    private static List<Definition> spheres() {
        Parameter fromOldBase = Parameter.flag("from_old_base", false, "merge the differences from C");
        return List.of(
                new Definition("karcher", List.of(), "(1 - alpha) A + alpha (mean of all models on the sphere)",
                        List.of(Parameter.whole("max_iter", 10, 0, 10_000, "most steps"),
                                Parameter.number("tol", 1e-5, 0, 1, "smallest angle that counts")),
                        settings -> new Karcher(settings.integer("max_iter"), settings.number("tol"))),
                new Definition("multislerp", List.of(),
                        "(1 - alpha) A + alpha (weighted mean of all models on the sphere)",
                        List.of(WEIGHTS, Parameter.flag("normalize_weights", true, "divide them by their sum"),
                                fromOldBase),
                        settings -> new MultiSlerp(settings.numbers("weights"), settings.flag("normalize_weights"),
                                settings.flag("from_old_base"))),
                new Definition("nuslerp", List.of(), "from A to B on the arc between them, whole or by rows",
                        List.of(Parameter.flag("flatten", true, "the whole tensor is one vector"),
                                Parameter.flag("row_wise", false, "vectors run along the first dimension"),
                                fromOldBase),
                        settings -> new NuSlerp(settings.flag("flatten"), settings.flag("row_wise"),
                                settings.flag("from_old_base"))));
    }

    private static List<Definition> pairs() {
        return Stream.of(new Nearswap(), new ArceeFusion())
                .map(method -> new Definition(method.name(), List.of(), method instanceof Nearswap
                        ? "A, each value towards B's by no more than alpha"
                        : "A + alpha (B - A where it matters most)", List.of(), _ -> method))
                .toList();
    }
}
