package dev.cupel.optimizer.cli;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Methods.Definition;
import dev.cupel.merger.method.Parameter;
import dev.cupel.merger.method.Role;
import dev.cupel.merger.method.Settings;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The merge methods in words, for {@code cupel merge --list}. */
final class MethodList {

    private static final String LETTERS = "ABC";

    private MethodList() {}

    /** All methods, with what each needs. */
    static String all() {
        return Methods.all().stream().map(MethodList::brief).collect(Collectors.joining("", """
                A is --new-base, B --tuned, C --old-base, + any number of further --model.

                """, """

                'cupel merge --list NAME' explains one, with its settings.
                """));
    }

    private static String brief(Definition definition) {
        String settings = definition.parameters().isEmpty()
                ? ""
                : "    --set " + definition.parameters().stream()
                        .map(parameter -> parameter.name() + "=" + text(parameter.standard()))
                        .collect(Collectors.joining(" ")) + "\n";
        return "%-28s %-5s %s%n%s".formatted(definition.name(), models(definition),
                definition.formula() + numbers(definition), settings);
    }

    private static MergeMethod method(Definition definition) {
        return definition.with(Settings.NONE);
    }

    private static String models(Definition definition) {
        MergeMethod method = method(definition);
        String letters = method.roles().stream().map(role -> LETTERS.substring(role.index(), role.index() + 1))
                .collect(Collectors.joining());
        return letters + (method.takesMore() ? "+" : "");
    }

    private static String numbers(Definition definition) {
        return method(definition).hasBeta() && !definition.formula().contains("beta") ? " (and beta)" : "";
    }

    private static String text(Object value) {
        return switch (value) {
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e9 ->
                String.valueOf(number.longValue());
            case List<?> list -> list.stream().map(MethodList::text).collect(Collectors.joining(","));
            default -> String.valueOf(value);
        };
    }

    /** One method in full: names, formula, models, numbers, settings, and a command to try it with. */
    static String of(Definition definition) {
        MergeMethod method = method(definition);
        StringBuilder text = new StringBuilder(definition.name()).append('\n');
        line(text, "also called", String.join(", ", definition.aliases()));
        line(text, "result", definition.formula());
        line(text, "models", method.roles().stream().map(MethodList::role).collect(Collectors.joining(", "))
                + (method.takesMore() ? ", and any number of further ones (--model)" : ""));
        line(text, "numbers", method.hasBeta() ? "--alpha, --beta, with weights for each" : "--alpha, with weights");
        line(text, "notes", notes(method));
        for (Parameter parameter : definition.parameters()) {
            line(text, "--set " + parameter.name(), "%s; %s; %s if it is not given".formatted(parameter.meaning(),
                    parameter.rule(), Optional.of(text(parameter.standard())).filter(value -> !value.isEmpty())
                            .orElse("1 each")));
        }
        return text.toString();
    }

    private static String notes(MergeMethod method) {
        return method.givesDelta() ? "the result is a difference, no model: for another merge to add" : "";
    }

    private static String role(Role role) {
        return LETTERS.charAt(role.index()) + " (--" + role.key().replace('_', '-') + ")";
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append("  %-18s %s%n".formatted(name, value));
        }
    }
}
