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
import dev.cupel.evaluator.sampling.Sampler;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
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

    /** Keys of an infotext that are followed here; others are kept, and named on stderr. */
    private static final List<String> FOLLOWED = List.of("Steps", "Sampler", "CFG scale", "Seed", "Size", "Clip skip",
            "ENSD", "Model", "Model hash", "RNG", "Version", "Schedule type", PromptOptions.OLD_EDITING);

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

    @Option(names = "--steps", paramLabel = "N", description = "1 to 1000 (default: 20)")
    private @Nullable Integer steps;

    @Option(names = "--sampler", paramLabel = "NAME", description = "\"Euler a\" (default) or Euler")
    private @Nullable String sampler;

    @Option(names = "--cfg-scale", paramLabel = "X", description = "strength of the prompt; 1 leaves the negative prompt out (default: 7)")
    private @Nullable Double cfgScale;

    @Option(names = "--seed", paramLabel = "N", description = "of the first picture; -1 for a random one, which is shown (default: -1)")
    private @Nullable Long seed;

    @Option(names = "--size", paramLabel = "WxH", description = "in pixels, multiples of 8 (default: 512x512)")
    private @Nullable String size;

    @Option(names = "--clip-skip", paramLabel = "N", description = "1 takes the text encoder's last layer, 2 the one before (default: 1)")
    private @Nullable Integer clipSkip;

    @Option(names = "--ensd", paramLabel = "N", description = "eta noise seed delta (default: 0)")
    private @Nullable Long ensd;

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
        GenerationSettings settings = settings(given);
        String text = prompt != null ? prompt : given.prompt();
        if (text.isBlank() && infotext == null) {
            throw new ParameterException(spec.commandLine(),
                    "Missing: --prompt TEXT, or --infotext FILE that has one.");
        }
        String negative = negativePrompt != null ? negativePrompt : given.negativePrompt();
        long first = seed(given);
        checkOutput();
        WebUiVersion language = promptOptions.language(given);
        List<PictureJob> jobs = LongStream.range(first, first + count)
                .mapToObj(each -> new PictureJob(variants.expand(text, each), variants.expand(negative, each), each))
                .toList();
        Map<List<WeightedLora>, List<PictureJob>> byLoras = byLoras(jobs);
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
            String hash = checkpoint.hash().shortHash();
            byLoras.forEach((loras, alike) -> {
                try (LoraStack stack = LoraStack.on(weights, loras);
                        Painter painter = Painter.open(compute, reader, stack.weights())) {
                    for (PictureJob job : alike) {
                        draw(painter, job, settings, count == 1 ? output : numbered(jobs.indexOf(job)),
                                infotext(job, settings, hash, language, given).text());
                    }
                }
            });
        }
        return 0;
    }

    /** Pictures with the same LoRAs are drawn one after the other. */
    private Map<List<WeightedLora>, List<PictureJob>> byLoras(List<PictureJob> jobs) {
        Map<List<WeightedLora>, List<PictureJob>> byLoras = new LinkedHashMap<>();
        for (PictureJob job : jobs) {
            ExtraNetworks networks = ExtraNetworks.parse(job.prompt());
            byLoras.computeIfAbsent(promptOptions.loras(networks, model), loras -> new ArrayList<>()).add(job);
            List<String> unfollowed = PromptOptions.unfollowed(networks);
            if (!unfollowed.isEmpty()) {
                spec.commandLine().getErr().println("not followed, and not drawn: " + String.join(" ", unfollowed));
            }
        }
        return byLoras;
    }

    private void draw(Painter painter, PictureJob job, GenerationSettings settings, Path file, String infotext) {
        PictureJob drawn = new PictureJob(ExtraNetworks.parse(job.prompt()).text(), job.negativePrompt(), job.seed());
        Picture picture = painter.draw(List.of(drawn), settings).getFirst();
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
        List<String> ignored = given.parameters().keySet().stream().filter(key -> !FOLLOWED.contains(key)).toList();
        if (!ignored.isEmpty()) {
            spec.commandLine().getErr().println("not followed, but kept in the PNG: " + String.join(", ", ignored));
        }
        given.value("RNG").filter(rng -> !rng.equalsIgnoreCase("CPU")).ifPresent(rng -> spec.commandLine().getErr()
                .println("RNG " + rng + " is not followed: noise is that of torch on a processor (RNG: CPU)."));
    }

    private GenerationSettings settings(Infotext given) {
        String title = sampler != null ? sampler : given.sampler().orElse(Sampler.EULER_A.title());
        Sampler chosen = Sampler.named(title).orElseThrow(() -> new UsageException("sampler: must be one of "
                + String.join(", ", List.of(Sampler.values()).stream().map(Sampler::title).toList()) + ", but is "
                + title
                + ".\nChoose one of them by --sampler."));
        Infotext.Size pixels = size != null ? size(size) : given.size().orElse(new Infotext.Size(512, 512));
        return new GenerationSettings(chosen, steps != null ? steps : given.steps().orElse(20),
                cfgScale != null ? cfgScale : given.cfgScale().orElse(7.0), pixels.width(), pixels.height(),
                clipSkip != null ? clipSkip : given.clipSkip(), ensd != null ? ensd : given.ensd());
    }

    private static Infotext.Size size(String text) {
        String[] sides = text.split("x", -1);
        try {
            if (sides.length == 2) {
                return new Infotext.Size(Integer.parseInt(sides[0].strip()), Integer.parseInt(sides[1].strip()));
            }
        } catch (NumberFormatException e) {
            throw new UsageException("--size must be WIDTHxHEIGHT, but is " + text + ".\nWrite --size 512x768.");
        }
        throw new UsageException("--size must be WIDTHxHEIGHT, but is " + text + ".\nWrite --size 512x768.");
    }

    private long seed(Infotext given) {
        long chosen = seed != null ? seed : given.seed().orElse(-1L);
        return chosen == -1 ? ThreadLocalRandom.current().nextLong(0, 4_294_967_294L) : chosen;
    }

    private Path numbered(int index) {
        String name = String.valueOf(output.getFileName());
        int dot = name.toLowerCase(Locale.ROOT).endsWith(".png") ? name.length() - 4 : name.length();
        return output.resolveSibling("%s-%04d%s".formatted(name.substring(0, dot), index + 1, name.substring(dot)));
    }

    private Infotext infotext(PictureJob job, GenerationSettings settings, String hash, WebUiVersion language,
            Infotext given) {
        Map<String, String> known = new LinkedHashMap<>();
        known.put("Steps", String.valueOf(settings.steps()));
        known.put("Sampler", settings.sampler().title());
        known.put("CFG scale", number(settings.cfgScale()));
        known.put("Seed", String.valueOf(job.seed()));
        known.put("Size", settings.width() + "x" + settings.height());
        known.put("Model hash", hash);
        known.put("Model", stem(model));
        if (settings.clipSkip() > 1) {
            known.put("Clip skip", String.valueOf(settings.clipSkip()));
        }
        if (settings.ensd() != 0) {
            known.put("ENSD", String.valueOf(settings.ensd()));
        }
        known.put("RNG", "CPU");
        if (language == WebUiVersion.V1_3) {
            known.put(PromptOptions.OLD_EDITING, "True");
        }
        LinkedHashMap<String, String> all = new LinkedHashMap<>(known);
        given.parameters().forEach((key, value) -> {
            if (!FOLLOWED.contains(key)) {
                all.put(key, value);
            }
        });
        all.put("Version", "Cupel 0.1.0");
        return new Infotext(job.prompt(), job.negativePrompt(), all);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return Optional.of(name.lastIndexOf('.')).filter(dot -> dot > 0).map(dot -> name.substring(0, dot))
                .orElse(name);
    }
}
