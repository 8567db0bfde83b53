package dev.cupel.merger.method;

import dev.cupel.merger.method.Methods.Definition;
import dev.cupel.merger.method.PickComponent.Component;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The methods under sd-mecha's names and settings, beyond those that sd-meh has, too. */
final class SdMechaMethods {

    private static final double MOST_SEED = 1L << 53; // the largest whole numbers that a float64 tells apart
    private static final Parameter SEED = Parameter.whole("seed", 0, 0, MOST_SEED, "of the random masks");

    private SdMechaMethods() {}

    static List<Definition> all() {
        return Stream.of(differences(), parts(), angles(), many(), ties(), matrices()).flatMap(List::stream).toList();
    }

    private static Definition plain(MergeMethod method, String formula) {
        return new Definition(method.name(), List.of(), formula, List.of(), _ -> method);
    }

    private static Definition of(String name, List<String> aliases, String formula, List<Parameter> parameters,
            Function<Settings, MergeMethod> maker) {
        return new Definition(name, aliases, formula, parameters, maker);
    }

    private static List<Definition> differences() {
        return List.of(plain(new PerpendicularComponent(), "alpha (B - A (A.B) / (A.A)): a difference, no model"),
                plain(new AddPerpendicular(), "A + alpha (what of B - C is perpendicular to A - C)"),
                plain(new AddOpposite(false), "A + alpha m (B - C), m = 2 |A - B| / (|A - B| + |A + B - 2C|)"),
                plain(new AddOpposite(true),
                        "A + alpha m (B - C), m = 2 max(0, (C - A)(B - C)) / max(|A - C|, |B - C|)^2"));
    }

    private static List<Definition> parts() {
        List<String> components = Arrays.stream(Component.values()).map(Component::key).toList();
        Parameter component = Parameter.choice("component", components, "which part of the model");
        return List.of(of("copy_region", List.of(), "A with a region of B: alpha is its width, beta its offset",
                List.of(Parameter.flag("top_k", false, "a region of A's sizes in B's order, not of rows")),
                settings -> new CopyRegion(settings.flag("top_k"))),
                of("pick_component", List.of(), "(1 - alpha) A + alpha B in one component, else A",
                        List.of(component),
                        settings -> new PickComponent(Component.of(settings.word("component")), false)),
                of("omit_component", List.of(), "(1 - alpha) A + alpha B in all but one component, there A",
                        List.of(component),
                        settings -> new PickComponent(Component.of(settings.word("component")), true)),
                plain(new Fallback(), "each tensor from the first model that has it"));
    }

    private static List<Definition> angles() {
        return List.of(
                of("slerp", List.of(), "from A to B on the arc between them",
                        List.of(Compatibility.parameter(Compatibility.MERGEKIT)),
                        settings -> new Slerp(Compatibility.of(settings))),
                plain(new AddCosine(false), "(1 - k) A + k B, k = 1 - clamp(cosine of the columns - alpha)"),
                plain(new AddCosine(true), "(1 - k) A + k B, k = 1 - clamp(mean cosine of columns and tensor - alpha)"),
                plain(new GeometricSum(), "real part of A^(1 - alpha) B^alpha"),
                plain(new MultiplyQuotient(), "A (B / C)^(alpha p), p > 0 where A and B went opposite ways from C"),
                of("crossover", List.of(), "low frequencies of A, high ones of B",
                        List.of(Parameter.number("tilt", 0, 0, 4, "0 a sharp cut, 1 the weighted sum")),
                        settings -> new Crossover(settings.number("tilt"))),
                of("rotate", List.of(), "A turned towards B: alpha how far, beta how much of B's shape",
                        List.of(Parameter.number("centralization", 1, 0, 1, "share of the mean row that is taken off"),
                                Compatibility.parameter(Compatibility.SD_MEH)),
                        settings -> new Rotate(settings.number("centralization"), Compatibility.of(settings))));
    }

    private static List<Definition> many() {
        return List.of(plain(new NAverage(), "(1 - alpha) A + alpha (mean of all models)"),
                of("geometric_median", List.of(), "(1 - alpha) A + alpha (geometric median of all models)",
                        List.of(Parameter.number("eps", 1e-6, 0, 1, "smallest distance"),
                                Parameter.whole("maxiter", 100, 0, 100_000, "most iterations"),
                                Parameter.number("ftol", 1e-20, 0, 1, "the smallest change that goes on")),
                        settings -> new GeometricMedian(settings.number("eps"), settings.integer("maxiter"),
                                settings.number("ftol"))),
                of("clamp", List.of(), "(1 - alpha) A + alpha (A within the range of the other models)",
                        List.of(Parameter.number("stiffness", 0, 0, 1,
                                "0 the widest bounds, 1 the nearest to the mean")),
                        settings -> new Clamp(settings.number("stiffness"))),
                of("model_stock", List.of("n_model_stock"), "C + alpha t (mean of the differences from C)",
                        List.of(Parameter.flag("filter_wise", false, "a factor t for each row"),
                                Compatibility.parameter(Compatibility.SD_MECHA, Compatibility.MERGEKIT)),
                        settings -> new ModelStock(settings.flag("filter_wise"), Compatibility.of(settings))),
                of("dropout", List.of("n_supermario"),
                        "C + alpha (mean of the differences from C, most values dropped)",
                        List.of(Parameter.number("probability", 0.9, 0, 0.999999, "how likely a value is dropped"),
                                Parameter.number("rescale", 1, 0, 1, "the exponent of the factor 1 / (1 - p)"), SEED),
                        settings -> new Dropout(settings.number("probability"), settings.number("rescale"),
                                (long) settings.number("seed"))));
    }

    private static List<Definition> ties() {
        return List.of(of("ties_sum", List.of("add_difference_ties"), "C + alpha (TIES of the differences from C)",
                List.of(k(1), voteSgn()),
                settings -> new TiesSum(settings.number("k"), settings.flag("vote_sgn"))),
                of("ties_sum_extended", List.of("add_difference_ties_extended"),
                        "C + alpha (TIES with model stock's factor, or the median)",
                        List.of(k(0.2), voteSgn(), applyStock(), applyMedian(),
                                Compatibility.parameter(Compatibility.SD_MECHA)),
                        SdMechaMethods::tiesSumExtended),
                of("add_ties_with_dare", List.of("ties_sum_with_dropout"),
                        "C + alpha (TIES of the differences from C, most values dropped)",
                        List.of(Parameter.number("probability", 0.9, 0, 0.999999, "how likely a value is dropped"),
                                Parameter.number("della_eps", 0, 0, 1, "how much the size of a value counts"),
                                Parameter.flag("rescale", true, "divide by 1 - probability"), SEED, k(1), voteSgn(),
                                applyStock(), applyMedian(), Compatibility.parameter(Compatibility.SD_MECHA)),
                        settings -> new TiesWithDare(settings.number("probability"), settings.number("della_eps"),
                                settings.flag("rescale"), (long) settings.number("seed"),
                                tiesSumExtended(settings))));
    }

    private static TiesSumExtended tiesSumExtended(Settings settings) {
        return new TiesSumExtended(settings.number("k"), settings.flag("vote_sgn"), settings.flag("apply_stock"),
                settings.flag("apply_median"), Compatibility.of(settings));
    }

    private static Parameter k(double standard) {
        return Parameter.number("k", standard, 0, 1, "share of the values to keep");
    }

    private static Parameter voteSgn() {
        return Parameter.flag("vote_sgn", false, "elect the sign of the sum, not that of most");
    }

    private static Parameter applyStock() {
        return Parameter.flag("apply_stock", false, "multiply by model stock's factor of each row");
    }

    private static Parameter applyMedian() {
        return Parameter.flag("apply_median", false, "the geometric median in place of the mean");
    }

    private static List<Definition> matrices() {
        return List.of(of("truncate_rank", List.of(), "A + alpha (B - C at a low rank)", projection(
                Parameter.whole("rank", 8, 0, 65_536, "as that of a LoRA")),
                settings -> new TruncateRank(settings.integer("rank"), settings.flag("use_approximate_basis"),
                        (long) settings.number("approximate_basis_seed"))),
                of("truncate_kronecker", List.of(), "A + alpha (B - C as a Kronecker product)", projection(
                        Parameter.number("kronecker_ratio", 0.5, 0, 1, "the first factor's share of the size")),
                        settings -> new TruncateKronecker(settings.number("kronecker_ratio"),
                                settings.flag("use_approximate_basis"),
                                (long) settings.number("approximate_basis_seed"))));
    }

    private static List<Parameter> projection(Parameter size) {
        return List.of(size,
                Parameter.flag("use_approximate_basis", true, "fast, not the very nearest"),
                Parameter.whole("approximate_basis_seed", 0, 0, MOST_SEED,
                        "of the directions that the search starts from"));
    }
}
