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
import dev.cupel.merger.lora.ScheduledLora;
import dev.cupel.optimizer.experiment.TokenizerFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for what the prompts of a picture may name, and whose language they are in. */
final class PromptOptions {

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
        Workflow.HiresChanges changes = settings.workflow().changes();
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
     * The LoRAs that a picture's prompts ask for, in their order.
     *
     * @param given an infotext, which may say hashes of those that it names
     */
    List<ScheduledLora> loras(PictureJob job, GenerationSettings settings, Path model, Infotext given) {
        return LoraTags.of(job, settings).loras(name -> file(name, model, given));
    }

    private Path file(String name, Path model, Infotext given) {
        return LoraFiles.find(name, Optional.ofNullable(NetworkHashes.of(given).loras().get(name)),
                Optional.ofNullable(loras), model);
    }

    /** The LoRAs and embeddings of a picture, with their hashes. */
    NetworkHashes hashes(PictureJob job, GenerationSettings settings, PromptReader reader, Path model,
            Infotext given) {
        SequencedMap<String, String> ofLoras = new LinkedHashMap<>();
        LoraTags.of(job, settings).names()
                .forEach(name -> ofLoras.put(name, LoraFiles.hash(file(name, model, given))));
        Timeline timeline = Timeline.of(reader.version(), settings.steps());
        SequencedMap<String, String> ofEmbeddings = new LinkedHashMap<>();
        Stream.of(ExtraNetworks.parse(job.prompt()).text(), job.negativePrompt())
                .flatMap(prompt -> reader.named(prompt, timeline).entrySet().stream())
                .forEach(named -> ofEmbeddings.put(named.getKey(), FileHash.of(named.getValue()).networkHash()));
        return new NetworkHashes(ofLoras, ofEmbeddings);
    }
}
