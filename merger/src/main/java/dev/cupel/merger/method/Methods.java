package dev.cupel.merger.method;

import dev.cupel.merger.spelling.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** All merge methods, by the names that the programs they come from give them. */
public final class Methods {

    /**
     * A method that can be asked for.
     *
     * @param name its name in recipes
     * @param aliases what other programs call it
     * @param formula what it does, in one line for the help
     * @param parameters the settings that it has
     * @param maker makes it of settings that are complete and checked
     */
    public record Definition(String name, List<String> aliases, String formula, List<Parameter> parameters,
            Function<Settings, MergeMethod> maker) {

        /** Copies the lists. */
        public Definition {
            aliases = List.copyOf(aliases);
            parameters = List.copyOf(parameters);
        }

        /** Whether it is called so by some program. */
        boolean isCalled(String other) {
            return name.equals(other) || aliases.contains(other);
        }

        /**
         * The method with some of its settings, and the others as they are where none is given.
         *
         * @throws IllegalArgumentException if there is no such setting, or a value breaks its rule
         */
        public MergeMethod with(Settings given) {
            Map<String, Object> complete = new LinkedHashMap<>();
            parameters.forEach(parameter -> complete.put(parameter.name(), parameter.standard()));
            given.values().forEach((key, value) -> complete.put(key, parameter(key).check(value)));
            return maker.apply(new Settings(complete));
        }

        /**
         * The parameter of a name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public Parameter parameter(String key) {
            return parameters.stream().filter(parameter -> parameter.name().equals(key)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("""
                            the method %s has no setting '%s'.
                            Maybe %s.""".formatted(name, key, meant(key))));
        }

        private String meant(String key) {
            List<String> names = parameters.stream().map(Parameter::name).toList();
            return names.isEmpty()
                    ? "leave it out: the method has no settings"
                    : Spelling.nearest(key, names).map(near -> near + " is meant")
                            .orElse("one of %s is meant".formatted(String.join(", ", names)));
        }
    }

    private static final List<Definition> ALL = Stream.of(SdMehMethods.all(), SuperMergerMethods.all(),
            SdMechaMethods.all(), MergekitMethods.all(), links()).flatMap(List::stream).toList();

    /** What other programs count among their methods, and is had in another way here. */
    private static final Map<String, String> ELSEWHERE = Map.of("rebasin", "'cupel rebasin' is meant", "randperm",
            "'cupel rebasin --shuffle' is meant", "exchange_ema", "the option --ema is meant", "weights_clip",
            "the option --clip hard is meant", "train_difference_mask",
            "train_difference is meant, which multiplies by that mask", "add_opposite_mask",
            "add_opposite is meant, which multiplies by that mask", "add_strict_opposite_mask",
            "add_strict_opposite is meant, which multiplies by that mask", "normal",
            "weighted_sum, add_difference, triple_sum or sum_twice is meant, SuperMerger's merge modes");

    private Methods() {}

    /** Steps of recipes that are chains of merges. */
    private static List<Definition> links() {
        return List.of(plain(new Subtract(), List.of(), "alpha (A - B): a difference, for a merge that adds it"),
                plain(new Add(), List.of(), "A + alpha B, where B is a difference"),
                plain(new Scale(), List.of("passthrough"), "alpha A: a difference if A is one"));
    }

    /** A method without settings. */
    static Definition plain(MergeMethod method, List<String> aliases, String formula) {
        return new Definition(method.name(), aliases, formula, List.of(), _ -> method);
    }

    /** All methods, those that belong together side by side. */
    public static List<Definition> all() {
        return ALL;
    }

    /**
     * The method of a name or alias.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Definition of(String name) {
        return ALL.stream().filter(definition -> definition.isCalled(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("""
                        there is no method '%s'.
                        Maybe %s: 'cupel merge --list' prints all.""".formatted(name, meant(name))));
    }

    private static String meant(String name) {
        String elsewhere = ELSEWHERE.get(name);
        return elsewhere != null
                ? elsewhere
                : Spelling.nearest(name, names()).map(near -> near + " is meant").orElse("it is misspelt");
    }

    private static List<String> names() {
        return ALL.stream().flatMap(definition -> Stream.concat(Stream.of(definition.name()),
                definition.aliases().stream())).toList();
    }
}
