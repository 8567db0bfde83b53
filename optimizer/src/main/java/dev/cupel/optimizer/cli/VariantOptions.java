package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.PromptVariants;
import dev.cupel.evaluator.prompt.Wildcards;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for prompts that are different for each seed. */
final class VariantOptions {

    @Option(names = "--variants", description = "choose among {a|b|c} in prompts by the seed: {2$$a|b|c} takes two, {3::a|b} prefers a, \\{ is a brace")
    private boolean variants;

    @Option(names = "--wildcards", paramLabel = "FOLDER", description = "the same, and replace __name__ by a line of FOLDER/name.txt")
    private @Nullable Path wildcards;

    /** The prompt of a seed; without these options the text as it is. */
    String expand(String text, long seed) {
        if (wildcards != null) {
            return PromptVariants.expand(text, Wildcards.in(wildcards), seed);
        }
        return variants ? PromptVariants.expand(text, Wildcards.none(), seed) : text;
    }
}
