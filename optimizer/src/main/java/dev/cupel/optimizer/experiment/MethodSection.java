package dev.cupel.optimizer.experiment;

import dev.cupel.merger.method.AddDifference;
import dev.cupel.merger.method.MergeMethod;
import dev.cupel.merger.method.Methods;
import dev.cupel.merger.method.Methods.Definition;
import dev.cupel.merger.method.Settings;
import java.util.Optional;

/** Reads the keys of the {@code merge} section that say by which formula: method, settings, compatibility. */
final class MethodSection {

    private static final String COMPATIBILITY = "compatibility";
    private static final String SETTINGS = "settings";

    private final Section section;

    MethodSection(Section section) {
        this.section = section;
    }

    MergeMethod read() {
        Optional<Definition> definition = section.made("method", Optional.of(Methods.of("add_difference")),
                name -> Optional.of(Methods.of(name)));
        Optional<Section> settings = section.section(SETTINGS);
        Optional<String> compatibility = section.text(COMPATIBILITY);
        return definition.map(found -> {
            Settings given = settings.map(entry -> settings(found, entry)).orElse(Settings.NONE);
            Settings all = compatibility.isEmpty()
                    ? given
                    : section.made(COMPATIBILITY, given, word -> given.with(COMPATIBILITY,
                            found.parameter(COMPATIBILITY).parse(word)));
            return found.with(all);
        }).orElse(new AddDifference());
    }

    private static Settings settings(Definition definition, Section entry) {
        Settings settings = Settings.NONE;
        for (String key : entry.keys()) {
            String text = String.join(",", entry.texts(key));
            Settings before = settings;
            settings = entry.made(key, before, _ -> before.with(key, definition.parameter(key).parse(text)));
        }
        return settings;
    }
}
