package dev.cupel.optimizer.cli;

import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Methods.Definition;
import dev.cupel.merger.method.Settings;
import dev.cupel.merger.plan.Adjustment;
import dev.cupel.merger.plan.Clip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code cupel merge} that say by which formula. */
@Command
final class MethodOptions {

    private static final String COMPATIBILITY = "compatibility";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = {"-m",
            "--method"}, paramLabel = "NAME", description = "the formula, by the name that its program gives it; --list prints all, --list NAME one with its settings")
    private @Nullable String name;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "a setting of the method, such as k=0.35; may be repeated")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--compatibility", paramLabel = "PROGRAM", description = "do as that program where ours differs on purpose: sd-meh, supermerger, sd-mecha, mergekit (default: none)")
    private @Nullable String compatibility;

    @Option(names = "--clip", paramLabel = "HOW", description = "limits of the result: hard (between A and B, sd-meh's weights_clip), soft, soft:STIFFNESS, per-tensor (default: none)")
    private @Nullable String clip;

    @Option(names = "--adjust", paramLabel = "F,F,…", description = "8 numbers, SuperMerger's Adjust: IN, OUT, OUT2, CONT, BRI, COL1, COL2, COL3")
    private @Nullable String adjust;

    /** Whether any of the options is there: a recipe would say otherwise. */
    boolean given() {
        return name != null || !settings.isEmpty() || compatibility != null || clip != null || adjust != null;
    }

    /** The method with its settings. */
    MergeMethod method() {
        if (name == null) {
            throw wrong("Missing: a RECIPE, or --method with --new-base, --tuned and what else the method needs.");
        }
        Definition definition = checked("--method", () -> Methods.of(name));
        Settings given = Settings.NONE;
        for (Map.Entry<String, String> setting : texts().entrySet()) {
            String key = setting.getKey();
            given = given.with(key, checked("--set", () -> definition.parameter(key).parse(setting.getValue())));
        }
        if (compatibility != null) {
            if (given.values().containsKey(COMPATIBILITY)) {
                throw twice(COMPATIBILITY);
            }
            Object value = checked("--compatibility", () -> definition.parameter(COMPATIBILITY).parse(compatibility));
            given = given.with(COMPATIBILITY, value);
        }
        Settings all = given;
        return checked("--set", () -> definition.with(all));
    }

    private Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (equals < 1) {
                throw wrong("--set must be NAME=VALUE, but is '%s'.%nMaybe write k=0.35.".formatted(setting));
            }
            String key = setting.substring(0, equals).strip();
            if (texts.put(key, setting.substring(equals + 1).strip()) != null) {
                throw twice(key);
            }
        }
        return texts;
    }

    private ParameterException twice(String setting) {
        return wrong("--set: %s must be given once, but is given twice.%nMaybe remove one.".formatted(setting));
    }

    Clip clip() {
        return clip == null ? Clip.NONE : checked("--clip", () -> Clip.parse(clip));
    }

    Adjustment adjustment() {
        return adjust == null ? Adjustment.NONE : checked("--adjust", () -> Adjustment.parse(adjust));
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
