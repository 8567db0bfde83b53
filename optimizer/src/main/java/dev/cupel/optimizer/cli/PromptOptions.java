package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.prompt.Embeddings;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.Timeline;
import dev.cupel.evaluator.prompt.Tokenizer;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.checkpoint.FileHash;
import dev.cupel.merger.lora.LoraSchedule;
import dev.cupel.merger.lora.ScheduledLora;
import dev.cupel.optimizer.experiment.TokenizerFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for what the prompts of a picture may name, and whose language they are in. */
final class PromptOptions {

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
        NetworkHashes.of(given).embeddings().keySet().forEach(name -> checkEmbedding(name, found));
        return new PromptReader(opened, found, language);
    }

    /** Only an infotext says for certain which words of a prompt were embeddings. */
    private static void checkEmbedding(String name, Embeddings known) {
        known.missing(name).ifPresent(missing -> {
            throw new UsageException("""
                    infotext, TI hashes: %s
                    If it is of no use here, leave TI hashes out of the infotext.""".formatted(missing.message()));
        });
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
        return given.language().orElse(WebUiVersion.V1_6);
    }

    /**
     * The LoRAs that a prompt asks for, in its order.
     *
     * @param given an infotext, which may say hashes of those that it names
     */
    List<ScheduledLora> loras(ExtraNetworks networks, Path model, Infotext given) {
        return loraTags(networks).map(tag -> new ScheduledLora(file(tag, model, given), schedule(tag))).toList();
    }

    private static Stream<ExtraNetworks.Tag> loraTags(ExtraNetworks networks) {
        return networks.tags().stream().filter(tag -> LORA_KINDS.contains(tag.kind()));
    }

    private Path file(ExtraNetworks.Tag tag, Path model, Infotext given) {
        String name = tag.arguments().getFirst();
        return LoraFiles.find(name, Optional.ofNullable(NetworkHashes.of(given).loras().get(name)),
                Optional.ofNullable(loras), model);
    }

    /** The LoRAs and embeddings of a picture, with their hashes. */
    NetworkHashes hashes(PictureJob job, GenerationSettings settings, PromptReader reader, Path model,
            Infotext given) {
        ExtraNetworks networks = ExtraNetworks.parse(job.prompt());
        SequencedMap<String, String> ofLoras = new LinkedHashMap<>();
        loraTags(networks).forEach(
                tag -> ofLoras.put(tag.arguments().getFirst(), LoraFiles.hash(file(tag, model, given))));
        Timeline timeline = Timeline.of(reader.version(), settings.steps());
        SequencedMap<String, String> ofEmbeddings = new LinkedHashMap<>();
        Stream.of(networks.text(), job.negativePrompt())
                .flatMap(prompt -> reader.named(prompt, timeline).entrySet().stream())
                .forEach(named -> ofEmbeddings.put(named.getKey(), FileHash.of(named.getValue()).networkHash()));
        return new NetworkHashes(ofLoras, ofEmbeddings);
    }

    private static LoraSchedule schedule(ExtraNetworks.Tag tag) {
        try {
            return LoraSchedule.parse(tag.arguments().subList(1, tag.arguments().size()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("prompt, <%s:%s>: %s".formatted(tag.kind(), String.join(":", tag.arguments()),
                    e.getMessage()));
        }
    }

    /** What is said of tags that are not followed, on a line each: those that ask for no LoRA, and all of a prompt for the second pass. */
    static List<String> unfollowed(ExtraNetworks networks, GenerationSettings settings) {
        List<ExtraNetworks.Tag> second = settings.workflow() instanceof Workflow.Hires hires
                ? ExtraNetworks.parse(hires.changes().prompt().orElse("")).tags()
                : List.of();
        return Stream.of(line("not followed, and not drawn: ",
                networks.tags().stream().filter(tag -> !LORA_KINDS.contains(tag.kind())).toList()),
                line("not followed in the hires prompt, as the second pass has the LoRAs of the first: ", second))
                .flatMap(Optional::stream).toList();
    }

    private static Optional<String> line(String start, List<ExtraNetworks.Tag> tags) {
        return tags.isEmpty()
                ? Optional.empty()
                : Optional.of(start + tags.stream()
                        .map(tag -> "<%s:%s>".formatted(tag.kind(), String.join(":", tag.arguments())))
                        .collect(Collectors.joining(" ")));
    }
}
