package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PngText;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.checkpoint.Checkpoint;
import dev.cupel.merger.live.LoadedWeights;
import dev.cupel.merger.lora.WeightedLora;
import dev.cupel.optimizer.experiment.TokenizerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cupel generate}: draws pictures with one checkpoint. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Draws pictures with a checkpoint, and writes into each PNG how it was made, as AUTOMATIC1111's web UI does.",
        "With --infotext it draws what such a text, or the text of a PNG, says; other options go before the text."})
final class GenerateCommand implements Callable<Integer> {

    /**
     * A picture to draw.
     *
     * @param index its place among those of this call
     */
    private record Drawing(int index, PictureJob job, GenerationSettings settings) {}

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "the checkpoint")
    private Path model;

    @Option(names = "--ema", description = "take the EMA weights of a checkpoint that has them")
    private boolean ema;

    @Option(names = "--tokenizer", paramLabel = "PATH", description = "folder with vocab.json and merges.txt, or CLIP's bpe file; found near the model if not given")
    private @Nullable Path tokenizer;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "what to draw; the web UI's language: (x:1.2), [a:b:0.5], [a|b], AND, BREAK, <lora:name:0.8>; 'cupel prompt' shows how it is understood")
    private @Nullable String prompt;

    @Option(names = "--negative-prompt", paramLabel = "TEXT", description = "what not to draw")
    private @Nullable String negativePrompt;

    @Mixin
    private PromptOptions promptOptions;

    @Mixin
    private VariantOptions variants;

    @Mixin
    private PictureOptions picture = new PictureOptions();

    @Option(names = "--count", paramLabel = "N", description = "how many pictures, each with the next seed (default: 1)")
    private int count = 1;

    @Option(names = "--infotext", paramLabel = "FILE|PNG", description = "a text file or PNG that says what to draw")
    private @Nullable Path infotext;

    @Option(names = "--device", paramLabel = "NAME", description = "cpu (default) or cuda")
    private Compute.Device device = Compute.Device.CPU;

    @Option(names = "--threads", paramLabel = "N", description = "threads of the processor (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "a PNG; with --count a number is put before .png")
    private Path output;

    @Override
    public Integer call() {
        Infotext given = infotext == null ? Infotext.parse("") : read(infotext);
        reportIgnored(given);
        Infotext asked = picture.over(given);
        GenerationSettings settings = picture.settings(asked);
        String text = prompt != null ? prompt : given.prompt();
        if (text.isBlank() && infotext == null) {
            throw new ParameterException(spec.commandLine(),
                    "Missing: --prompt TEXT, or --infotext FILE that has one.");
        }
        String negative = negativePrompt != null ? negativePrompt : given.negativePrompt();
        long first = asked.seed().orElseThrow();
        checkOutput();
        WebUiVersion language = promptOptions.language(given);
        Map<List<WeightedLora>, List<Drawing>> byLoras = byLoras(drawings(text, negative, first, settings));
        Path words = tokenizer != null
                ? tokenizer
                : TokenizerFiles.near(model).orElseThrow(() -> new UsageException(
                        "there is no tokenizer near " + model
                                + ".\nPut the folder tokenizer with vocab.json and merges.txt of "
                                + "openai/clip-vit-large-patch14 beside the model, or say --tokenizer PATH."));
        try (Checkpoint checkpoint = drawable();
                LoadedWeights weights = LoadedWeights.of(checkpoint.tensors());
                Compute compute = Painter.engine(device, checkedThreads(), 1, settings)) {
            PromptReader reader = promptOptions.reader(words, language);
            Inscription inscription = new Inscription(given, asked, language, names(checkpoint));
            byLoras.forEach((loras, alike) -> {
                try (LoraStack stack = LoraStack.on(weights, loras);
                        Painter painter = Painter.open(compute, reader, stack.weights())) {
                    for (Drawing drawing : alike) {
                        draw(painter, drawing, inscription.of(drawing.job(), drawing.settings()).text());
                    }
                }
            });
        }
        return 0;
    }

    /** As the web UI counts: seeds go on; where there is a variation they stay, and its second seeds go on. */
    private List<Drawing> drawings(String text, String negative, long first, GenerationSettings settings) {
        boolean varied = settings.sampling().variation().strength() > 0;
        List<Drawing> drawings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long own = varied ? first : first + i;
            drawings.add(new Drawing(i,
                    new PictureJob(variants.expand(text, own), variants.expand(negative, own), own),
                    varied ? settings.withNextVariation(i) : settings));
        }
        return drawings;
    }

    /** Pictures with the same LoRAs are drawn one after the other. */
    private Map<List<WeightedLora>, List<Drawing>> byLoras(List<Drawing> drawings) {
        Map<List<WeightedLora>, List<Drawing>> byLoras = new LinkedHashMap<>();
        for (Drawing drawing : drawings) {
            ExtraNetworks networks = ExtraNetworks.parse(drawing.job().prompt());
            byLoras.computeIfAbsent(promptOptions.loras(networks, model), loras -> new ArrayList<>()).add(drawing);
            List<String> unfollowed = PromptOptions.unfollowed(networks);
            if (!unfollowed.isEmpty()) {
                spec.commandLine().getErr().println("not followed, and not drawn: " + String.join(" ", unfollowed));
            }
        }
        return byLoras;
    }

    private void draw(Painter painter, Drawing drawing, String infotext) {
        PictureJob job = drawing.job();
        PictureJob plain = new PictureJob(ExtraNetworks.parse(job.prompt()).text(), job.negativePrompt(), job.seed());
        Picture picture = painter.draw(List.of(plain), drawing.settings()).getFirst();
        Path file = count == 1 ? output : numbered(drawing.index());
        PngText.write(file, picture.width(), picture.height(), picture.rgb(), infotext);
        spec.commandLine().getOut().println(file + "  seed " + job.seed());
        spec.commandLine().getOut().flush();
    }

    private Checkpoint drawable() {
        Checkpoint checkpoint = Checkpoint.open(model, ema);
        try {
            checkpoint.requireDrawable();
            return checkpoint;
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    private int checkedThreads() {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, but is " + threads + ".");
        }
        return threads;
    }

    private void checkOutput() {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1, but is " + count + ".");
        }
        Outputs.check(output);
    }

    private static Infotext read(Path file) {
        try {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
                return Infotext.parse(PngText.read(file).orElseThrow(() -> new UsageException(
                        file + ": this PNG has no infotext.\nMaybe it was edited or sent through a service that removes it.")));
            }
            return Infotext.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reportIgnored(Infotext given) {
        List<String> ignored = given.parameters().keySet().stream().filter(key -> !Inscription.follows(key)).toList();
        if (!ignored.isEmpty()) {
            spec.commandLine().getErr().println("not followed, but kept in the PNG: " + String.join(", ", ignored));
        }
    }

    private Path numbered(int index) {
        String name = String.valueOf(output.getFileName());
        int dot = name.toLowerCase(Locale.ROOT).endsWith(".png") ? name.length() - 4 : name.length();
        return output.resolveSibling("%s-%04d%s".formatted(name.substring(0, dot), index + 1, name.substring(dot)));
    }

    private SequencedMap<String, String> names(Checkpoint checkpoint) {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        names.put("Model hash", checkpoint.hash().shortHash());
        names.put("Model", stem(model));
        return names;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return Optional.of(name.lastIndexOf('.')).filter(dot -> dot > 0).map(dot -> name.substring(0, dot))
                .orElse(name);
    }
}
