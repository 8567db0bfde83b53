package dev.cupel.merger.method;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** The program whose oddity a method reproduces, where ours differs on purpose; each method says what its oddity is. */
public enum Compatibility {
    NONE, SD_MEH, SUPERMERGER, SD_MECHA, MERGEKIT;

    /** The setting's name in all methods that have it. */
    static final String SETTING = "compatibility";

    /** The word in recipes, for example {@code sd-meh}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The setting of methods that know no other. */
    Settings settings() {
        return Settings.of(SETTING, key());
    }

    /** The same settings and this one. */
    Settings in(Settings settings) {
        return settings.with(SETTING, key());
    }

    /** What settings say. */
    static Compatibility of(Settings settings) {
        return Arrays.stream(values()).filter(each -> each.key().equals(settings.word(SETTING))).findFirst()
                .orElseThrow();
    }

    /** The parameter of a method that has oddities of some programs: none is what is wise. */
    static Parameter parameter(Compatibility... programs) {
        return Parameter.choice(SETTING, Stream.concat(Stream.of(NONE), Arrays.stream(programs)).map(Compatibility::key)
                .toList(),
                "reproduce what that program does where ours differs on purpose");
    }
}
