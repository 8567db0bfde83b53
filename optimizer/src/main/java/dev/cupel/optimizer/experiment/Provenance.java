package dev.cupel.optimizer.experiment;

import dev.cupel.optimizer.study.Study;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is needed to check and to repeat an experiment, kept as facts of its study: hashes of all inputs, the configuration,
 * versions, machine, and how and when it was started.
 */
final class Provenance {

    /** Of this program. */
    static final String VERSION = "0.1.0";

    private static final String INPUT = "input.";

    private Provenance() {}

    static void keep(Study study, Experiment experiment, Inputs inputs, String commandLine, Instant now) {
        study.remember("started", now.toString());
        study.replace("command", commandLine);
        study.replace("configuration", configuration(experiment));
        inputs.files().forEach((role, input) -> {
            study.replace(INPUT + role, input.hash().sha256() + " " + input.path());
        });
        study.replace("version.Cupel", VERSION);
        study.replace("version.Java", System.getProperty("java.vm.name") + " " + Runtime.version());
        study.replace("version.Operating system",
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
        study.replace("machine.Processor", processor() + ", " + System.getProperty("os.arch"));
        study.replace("machine.Cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        study.replace("machine.Memory", memory());
        study.replace("machine.Device", (experiment.device().cuda() ? "cuda" : "cpu") + ", "
                + Laboratory.threads(experiment) + " threads, "
                + experiment.device().precision().name().toLowerCase(Locale.ROOT));
    }

    /** Keeps the versions of libraries that are known once they run. */
    static void keepVersions(Study study, Map<String, String> versions) {
        versions.forEach((name, version) -> study.replace("version." + name, version));
    }

    private static String configuration(Experiment experiment) {
        try {
            return Files.readString(experiment.file()).strip() + """


                    # in effect: seed %d, %d trials, %d initial points, %s, batch %d"""
                    .formatted(experiment.seed(), experiment.search().trials(), experiment.search().initial(),
                            experiment.generation(), experiment.batch());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String processor() {
        return line("/proc/cpuinfo", "model name").orElse("unknown processor");
    }

    private static String memory() {
        return line("/proc/meminfo", "MemTotal")
                .map(text -> Long.parseLong(text.replaceAll("\\D", "")) / (1024.0 * 1024))
                .map(gib -> String.format(Locale.ROOT, "%.0f GiB", gib))
                .orElse(Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB for Java");
    }

    /** A value of a Linux pseudo file; elsewhere there is none. */
    private static Optional<String> line(String file, String key) {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(path).stream().filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
        } catch (IOException e) {
            return Optional.empty(); // only a line of the report is lost
        }
    }

    /** Facts under a prefix, without it, in their order. */
    static <T> List<T> facts(Study study, String prefix, Function<Map.Entry<String, String>, T> make) {
        Map<String, String> found = new TreeMap<>();
        study.facts().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found.entrySet().stream().map(make).toList();
    }

    static String inputPrefix() {
        return INPUT;
    }
}
