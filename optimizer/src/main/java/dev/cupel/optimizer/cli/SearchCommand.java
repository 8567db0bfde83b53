package dev.cupel.optimizer.cli;

import dev.cupel.optimizer.dialogue.SearchSession;
import dev.cupel.optimizer.experiment.SearchSpace;
import dev.cupel.optimizer.search.Method;
import dev.cupel.optimizer.search.SearchSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code cupel search}: the search by itself, for any program. */
@Command(name = "search", mixinStandardHelpOptions = true, description = {
        "Optimises any program by JSON lines: prints what to try, reads how good it was (higher is better).",
        "It prints {\"id\":0,\"ask\":{\"x\":0.3}} and reads {\"id\":0,\"tell\":1.25}, or \"tell\":{\"value\":v,\"variance\":s2}, or "
                + "\"tell\":\"failed\", or a list for several objectives, or {\"value\":v,\"limits\":{\"broken\":0.2}}.",
        "{\"best\":true} is answered by {\"best\":{\"id\":4,\"values\":{\"x\":0.3},\"mean\":1.2,\"deviation\":0.03}}, with limits also \"holds\", and of "
                + "several objectives with a \"front\" beside it.",
        "It also reads {\"ask\":true} or {\"ask\":3}, {\"enqueue\":{\"x\":0.5}} and {\"values\":{\"x\":0.5},\"tell\":2}.",
        "A space file has a line a setting, 64 axes at most: x: [0, 1], r: {log: [1e-4, 1]}, n: {int: [1, 8]}, "
                + "n: {int: [1, 1024], scale: log}, k: {choice: [a, 3, true]}, s: 3 (fixed).",
        "An axis may have when: {k: [a, 3]} (only counts then), names: [u, v] (one value for several settings), "
                + "prior: {mean: 0.7, deviation: 0.2}, default: 0.5 (in earlier trials that do not know it).",
        "A space may have constraints: [\"x + r <= 1\"], smooth: {over: [x, r], deviation: 0.15}, limits: {broken: {at_most: 0.1}}, "
                + "reference: [0, -5]."})
final class SearchCommand implements Callable<Integer> {
    private static final int USUAL_TRIALS = 100;

    @Spec
    private CommandSpec spec;

    @Option(names = "--space", required = true, paramLabel = "FILE", description = "the YAML file that says what may be tried")
    private Path space;

    @Option(names = "--searcher", paramLabel = "NAME", defaultValue = "gp", converter = MethodConverter.class, completionCandidates = MethodNames.class, description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private Method searcher;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of everything random; default ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--initial", paramLabel = "N", description = "how many points are spread before a model proposes any; of lhs, the size of a block; random, sobol and cmaes do not ask for it; default: follows from the axes and --trials")
    private @Nullable Integer initial;

    @Option(names = "--trials", paramLabel = "N", description = "ends after so many tells and prints the best; default: ends with the input")
    private @Nullable Integer trials;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "1", description = "how many asks are printed ahead; default ${DEFAULT-VALUE}")
    private int parallel;

    @Option(names = "--replicate", description = "measurements are noisy: asks again for an evaluated point when that is worth more than a new one (gp, one objective)")
    private boolean replicate;

    @Option(names = "--no-trust-region", description = "the model proposes points anywhere, not only in a region around the best one (gp, one objective)")
    private boolean everywhere;

    @Option(names = "--study", paramLabel = "FILE", description = "keeps every ask and tell in this SQLite file, and goes on where it ended")
    private @Nullable Path study;

    @Option(names = "--warm-start", paramLabel = "FILE", description = "learns from this study of an earlier search, which is only read; may be given several times")
    private List<Path> warmStart = List.of();

    /** The searchers by their short names. */
    static final class MethodNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Method.values()).map(Method::key).iterator();
        }
    }

    /** A searcher by its short name. */
    static final class MethodConverter implements ITypeConverter<Method> {
        @Override
        public Method convert(String value) {
            return Arrays.stream(Method.values()).filter(method -> method.key().equals(value)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("it must be one of "
                            + String.join(", ", new MethodNames()) + ", but is " + value));
        }
    }

    @Override
    public Integer call() throws IOException {
        atLeastOne("--parallel", parallel);
        atLeastOne("--trials", trials == null ? 1 : trials);
        atLeastOne("--initial", initial == null ? 1 : initial);
        checkFiles();
        onlyOfGp("--replicate", replicate, "the others never ask for a point again");
        onlyOfGp("--no-trust-region", everywhere, "the others have none");
        SearchSpace searched = SearchSpace.read(space);
        onlyOfGp("prior and smooth in the space", !searched.beliefs().isEmpty(), "the others do not listen to them");
        OptionalInt end = trials == null ? OptionalInt.empty() : OptionalInt.of(trials);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        new SearchSession(searched, settings(searched), Optional.ofNullable(study), warmStart, parallel, end).run(in,
                spec.commandLine().getOut(), spec.commandLine().getErr());
        return 0;
    }

    private SearchSettings settings(SearchSpace searched) {
        SearchSettings single = new SearchSettings(seed, initial == null ? initialFor(searched) : initial, searcher)
                .towards(searched.goal());
        SearchSettings again = replicate ? single.replicating() : single;
        return everywhere ? again.everywhere() : again;
    }

    private int initialFor(SearchSpace searched) {
        return SearchSettings.initialFor(searcher, searched.space().dimension(),
                trials == null ? USUAL_TRIALS : trials);
    }

    private void onlyOfGp(String option, boolean given, String reason) {
        if (given && searcher != Method.BAYESIAN) {
            throw new UsageException("%s must go with --searcher gp, but that is %s.\nMaybe leave it out: %s."
                    .formatted(option, searcher.key(), reason));
        }
    }

    private void checkFiles() {
        named("--study", study);
        warmStart.forEach(file -> named("--warm-start", file));
    }

    private static void named(String option, @Nullable Path file) {
        if (file != null && file.toString().isBlank()) {
            throw new UsageException(
                    "%s must name a file, but its name is empty.\nMaybe a variable of the shell is not set: write %s s.sqlite."
                            .formatted(option, option));
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new UsageException(
                    "%s must be at least 1, but is %s.\nWrite %s 20.".formatted(option, value, option));
        }
    }
}
