package dev.cupel.merger.method;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Whose quirks a method repeats, where a program does what it hardly means to. */
public enum Compatibility {

    /** None: the formula as it is meant. */
    NONE,
    /** sd-meh 0.9.5. */
    SD_MEH,
    /** SuperMerger as of November 2025. */
    SUPERMERGER,
    /** sd-mecha 1.1.5. */
    SD_MECHA,
    /** mergekit as of June 2026. */
    MERGEKIT;

    private static final String SETTING = "compatibility";

    /** The name in recipes, for example {@code sd-meh}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The setting of a method that repeats the quirks of some programs. */
    static Parameter parameter(Compatibility... programs) {
        List<String> keys = Stream.concat(Stream.of(NONE), Arrays.stream(programs)).map(Compatibility::key).toList();
        return Parameter.choice(SETTING, keys, "the program whose quirks are repeated");
    }

    /** What the settings say. */
    static Compatibility of(Settings settings) {
        String key = settings.word(SETTING);
        return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst().orElseThrow();
    }

    /** The settings with this one. */
    Settings in(Settings settings) {
        return settings.with(SETTING, key());
    }
}
