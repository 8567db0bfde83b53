package dev.cupel.merger.recipe;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import dev.cupel.merger.plan.Coefficients;
import dev.cupel.merger.plan.Precision;
import dev.cupel.merger.plan.Strength;
import dev.cupel.merger.plan.VaeChoice;
import dev.cupel.merger.weight.Part;
import dev.cupel.merger.weight.Rule;
import dev.cupel.merger.weight.Scope;
import dev.cupel.merger.weight.Selector;
import dev.cupel.merger.weight.Weighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads one merge of a recipe but for its models: method, settings, numbers and choices. */
final class NodeReader {

    private static final String COMPATIBILITY = "compatibility";

    private final Mapping mapping;
    private final Precision precision;

    /**
     * @param precision if none is given
     */
    NodeReader(Mapping mapping, Precision precision) {
        this.mapping = mapping;
        this.precision = precision;
    }

    /** The method with its settings; empty if something is wrong with them. */
    Optional<MergeMethod> method() {
        Optional<String> name = mapping.text("method");
        Optional<Mapping> settings = mapping.mapping("settings");
        Optional<String> compatibility = mapping.text(COMPATIBILITY);
        if (name.isEmpty()) {
            mapping.problem("method", "is missing", "Maybe write method: add_difference.");
            return Optional.empty();
        }
        return mapping.made("method", () -> Methods.of(name.get())).flatMap(definition -> {
            Settings given = settings.map(values -> settings(definition, values)).orElse(Settings.NONE);
            return compatibility.isEmpty()
                    ? mapping.made("settings", () -> definition.with(given))
                    : mapping.made(COMPATIBILITY,
                            () -> definition.with(given.with(COMPATIBILITY, compatibility.get())));
        });
    }

    private static Settings settings(Methods.Definition definition, Mapping values) {
        Settings settings = Settings.NONE;
        for (String key : values.keys()) {
            Optional<Object> value = values.setting(key)
                    .flatMap(given -> values.made(key, () -> definition.parameter(key).check(given)));
            if (value.isPresent()) {
                settings = settings.with(key, value.get());
            }
        }
        return settings;
    }

    /** The merge; empty if something is wrong with it. */
    Optional<Node> node(Optional<MergeMethod> method, Map<Role, Source> models) {
        Strength alpha = strength("alpha", "", 1);
        Optional<Double> text = mapping.number("text_encoder"); // format 1: today it is one of the weights
        Strength own = text.isEmpty()
                ? alpha
                : new Strength(alpha.value(), alpha.weights().with(Part.CLIP, text.get()));
        Strength beta = beta(method);
        Scope scope = new Scope(made("include", Selector::parse), made("exclude", Selector::parse));
        Clip clip = mapping.text("clip").flatMap(limits -> mapping.made("clip", () -> Clip.parse(limits)))
                .orElse(Clip.NONE);
        Adjustment adjustment = mapping.has("adjust")
                ? mapping.made("adjust", () -> Adjustment.parse(String.join(",", mapping.texts("adjust"))))
                        .orElse(Adjustment.NONE)
                : Adjustment.NONE;
        VaeChoice vae = mapping.choice("vae", VaeChoice.MERGED, List.of(VaeChoice.values()), VaeChoice::key);
        Precision rounded = mapping.choice("precision", precision, List.of(Precision.values()), Precision::key);
        return method.flatMap(formula -> mapping.made("models",
                () -> new Node(formula, models, new Coefficients(own, beta), scope, clip, adjustment, vae,
                        rounded)));
    }

    private Strength beta(Optional<MergeMethod> method) {
        boolean given = mapping.has("beta") | mapping.has("beta_weights") | mapping.has("beta_rules");
        if (method.isPresent() && !method.get().hasBeta()) {
            if (given) {
                mapping.problem("beta", "the method %s has no beta".formatted(method.get().name()),
                        "Maybe leave it out, or choose a method that has one.");
            }
            return Strength.NONE;
        }
        return strength("beta", "beta_", 0);
    }

    private Strength strength(String name, String prefix, double otherwise) {
        double value = mapping.number(name).orElse(otherwise);
        String key = prefix + "weights";
        Weighting weights = Weighting.uniform(1);
        if (mapping.isMapping(key)) {
            Mapping entries = mapping.mapping(key).orElseThrow();
            String text = entries.keys().stream().map(place -> place + "=" + entries.text(place).orElse("1"))
                    .collect(Collectors.joining(","));
            weights = mapping.made(key, () -> Weighting.parse(text)).orElse(weights);
        } else if (mapping.has(key)) {
            weights = mapping.text(key).flatMap(text -> mapping.made(key, () -> Weighting.parse(text))).orElse(weights);
        }
        return new Strength(value, weights.withRules(made(prefix + "rules", Rule::parse)));
    }

    private <T> List<T> made(String key, Function<String, T> making) {
        List<T> made = new ArrayList<>();
        for (String text : mapping.texts(key)) {
            mapping.made(key, () -> making.apply(text)).ifPresent(made::add);
        }
        return made;
    }
}
