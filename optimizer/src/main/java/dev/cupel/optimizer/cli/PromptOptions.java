package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.lora.LoraSchedule;
import dev.cupel.merger.lora.ScheduledLora;
import dev.cupel.optimizer.experiment.TokenizerFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for what the prompts of a picture may name, and whose language they are in. */
final class PromptOptions {

    /** The web UI's key for pictures whose prompt editing counts steps as up to 1.5. */
    static final String OLD_EDITING = "Old prompt editing timelines";

    /** The web UI's key for the embeddings that a prompt has named, with their hashes. */
    private static final String EMBEDDINGS = "TI hashes";

    private static final Set<String> LORA_KINDS = Set.of("lora", "lyco");

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "folder with vocab.json and merges.txt, or CLIP's bpe file; found near the model if not given")
    private @Nullable Path tokenizer;

    @Option(names = "--embeddings", paramLabel = "FOLDER", description = "textual inversions that prompts may name: .pt, .bin, .safetensors")
    private @Nullable Path embeddings;

    @Option(names = "--loras", paramLabel = "FOLDER", description = "where <lora:name:0.8> is looked for (default: loras, Lora or ../Lora beside the model)")
    private @Nullable Path loras;

    @Option(names = "--webui-version", paramLabel = "1.3|1.6", description = "whose prompt language: the web UI's of mid 2023, or that from 1.6 on (default: 1.6, or what the infotext says)")
    private @Nullable String version;

    /**
     * How prompts are to be read.
     *
     * @param model near which a tokenizer is looked for
     * @param given an infotext, which may name embeddings
     * @throws UsageException if there is no tokenizer, or an embedding that the infotext names is not there
     */
    PromptReader reader(Path model, WebUiVersion language, Infotext given) {
        Tokenizer opened = Tokenizer.open(tokenizer(model));
        Embeddings found = embeddings == null ? Embeddings.none() : Embeddings.in(embeddings, opened);
        given.value(EMBEDDINGS).ifPresent(names -> checkEmbeddings(names, found));
        return new PromptReader(opened, found, language);
    }

    /** Only an infotext says for certain which words of a prompt were embeddings. */
    private static void checkEmbeddings(String written, Embeddings known) {
        for (String entry : written.split(",")) {
            known.missing(entry.replaceFirst(":[^:]*$", "").strip()).ifPresent(missing -> {
                throw new UsageException("""
                        infotext, TI hashes: %s
                        If it is of no use here, leave TI hashes out of the infotext.""".formatted(missing.message()));
            });
        }
    }

    /**
     * Refuses prompts that mean embeddings where there are none.
     *
     * @throws dev.cupel.evaluator.prompt.PromptException with the nearest name
     */
    static void check(PromptReader reader, PictureJob job, GenerationSettings settings) {
        Workflow.HiresChanges changes = settings.workflow() instanceof Workflow.Hires hires
                ? hires.changes()
                : Workflow.HiresChanges.NONE;
        reader.requireEmbeddings(Stream.of(Stream.of(job.prompt(), job.negativePrompt()), changes.prompt().stream(),
                changes.negativePrompt().stream()).flatMap(texts -> texts).toList());
    }

    /** Where the words are. */
    Path tokenizer(Path model) {
        return Optional.ofNullable(tokenizer).or(() -> LoraFiles.sources(model).stream()
                .flatMap(file -> TokenizerFiles.near(file).stream()).findFirst())
                .orElseThrow(() -> new UsageException(
                        """
                                there is no tokenizer near %s.
                                Put the folder tokenizer with vocab.json and merges.txt of openai/clip-vit-large-patch14 beside the model, or say --tokenizer PATH."""
                                .formatted(model)));
    }

    /** Whose language prompts are in: as the options say, or the infotext. */
    WebUiVersion language(Infotext given) {
        if (version != null) {
            return WebUiVersion.named(version).orElseThrow(() -> new UsageException(
                    "--webui-version must be 1.3 or 1.6, but is " + version + ".\nChoose one of them."));
        }
        if (given.value(OLD_EDITING).filter("True"::equals).isPresent()) {
            return WebUiVersion.V1_3;
        }
        return given.value("Version").map(WebUiVersion::of).orElse(WebUiVersion.V1_6);
    }

    /** The LoRAs that a prompt asks for, in its order. */
    List<ScheduledLora> loras(ExtraNetworks networks, Path model) {
        List<ScheduledLora> uses = new ArrayList<>();
        for (ExtraNetworks.Tag tag : networks.tags()) {
            if (LORA_KINDS.contains(tag.kind())) {
                List<String> arguments = tag.arguments();
                Path file = LoraFiles.find(arguments.getFirst(), Optional.ofNullable(loras), model);
                uses.add(new ScheduledLora(file, schedule(tag)));
            }
        }
        return uses;
    }

    private static LoraSchedule schedule(ExtraNetworks.Tag tag) {
        try {
            return LoraSchedule.parse(tag.arguments().subList(1, tag.arguments().size()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("prompt, <%s:%s>: %s".formatted(tag.kind(), String.join(":", tag.arguments()),
                    e.getMessage()));
        }
    }

    /** Tags that ask for what is not a LoRA, as they stand in the prompt. */
    static List<String> unfollowed(ExtraNetworks networks) {
        return networks.tags().stream().filter(tag -> !LORA_KINDS.contains(tag.kind()))
                .map(tag -> "<%s:%s>".formatted(tag.kind(), String.join(":", tag.arguments()))).toList();
    }
}
