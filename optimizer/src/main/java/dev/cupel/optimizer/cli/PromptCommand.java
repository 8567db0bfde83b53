package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.optimizer.experiment.TokenizerFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cupel prompt}: shows how a prompt is understood. */
@Command(name = "prompt", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Shows how a prompt is understood: tags that are taken out, parts between ANDs, what is drawn at which step, weights,",
        "chunks of 75 tokens, and what does not mean what it seems to.", "", "For example:",
        "  cupel prompt --steps 20 --tokenizer configs/miniature/tokenizer \"anime, (1girl:1.2), [red hair:blue hair:0.5]\""})
final class PromptCommand implements Callable<Integer> {

    private static final int MOST_STEPS = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TEXT", description = "the prompt")
    private String text;

    @Option(names = "--steps", defaultValue = "20", paramLabel = "N", description = "of the picture, 1 to 1000 (default: ${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--hires-steps", paramLabel = "N", description = "also show the schedule of a hires pass of so many steps")
    private @Nullable Integer hiresSteps;

    @Option(names = "--webui-version", defaultValue = "1.6", paramLabel = "1.3|1.6", description = "whose language: the web UI's of mid 2023, or that from 1.6 on (default: ${DEFAULT-VALUE})")
    private String version;

    @Option(names = "--negative", description = "read it as a negative prompt, which has no tags and no AND")
    private boolean negative;

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "folder with vocab.json and merges.txt, or CLIP's bpe file; looked for here if not given. Without one, tokens are not shown")
    private @Nullable Path tokenizer;

    @Option(names = "--embeddings", paramLabel = "FOLDER", description = "textual inversions that the prompt may name")
    private @Nullable Path embeddings;

    @Mixin
    private VariantOptions variants;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "whose variants and wildcards are shown (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "one JSON object: attention, multicond, schedules, extra_networks (all of the text with its tags)")
    private boolean json;

    @Override
    public Integer call() {
        check(steps, "--steps");
        WebUiVersion language = WebUiVersion.named(version).orElseThrow(() -> new ParameterException(
                spec.commandLine(), "--webui-version must be 1.3 or 1.6, but is " + version + "."));
        Timeline first = Timeline.of(language, steps);
        Optional<Timeline> hires = Optional.ofNullable(hiresSteps).map(count -> {
            check(count, "--hires-steps");
            return Timeline.hires(language, steps, count);
        });
        String prompt = variants.expand(text, seed);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new PromptJson(prompt, first, hires).text());
        } else {
            out.print(new PromptListing(prompt, negative, first, hires, reader(language)).text());
        }
        out.flush();
        return 0;
    }

    private Optional<PromptReader> reader(WebUiVersion language) {
        Optional<Path> words = tokenizer != null
                ? Optional.of(tokenizer)
                : TokenizerFiles.near(Path.of("").resolve("any model"));
        if (words.isEmpty() && embeddings != null) {
            throw new UsageException("--embeddings needs a tokenizer, and none is here.\nSay --tokenizer PATH.");
        }
        return words.map(Tokenizer::open).map(opened -> new PromptReader(opened,
                embeddings == null ? Embeddings.none() : Embeddings.in(embeddings, opened), language));
    }

    private void check(int count, String option) {
        if (count < 1 || count > MOST_STEPS) {
            throw new ParameterException(spec.commandLine(),
                    "%s must be 1 to %d, but is %d.".formatted(option, MOST_STEPS, count));
        }
    }
}
