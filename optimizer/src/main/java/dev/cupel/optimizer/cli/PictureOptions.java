package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.InfotextSettings;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.optimizer.experiment.UpscalerFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say how a picture is drawn. Each is the value of a key of infotexts, and goes before that of a given one. */
final class PictureOptions {

    /** Random seeds are below, as in the web UI. */
    static final long SEEDS = 4_294_967_294L;

    @Option(names = "--steps", paramLabel = "N", description = "1 to 1000 (default: 20)")
    private @Nullable Integer steps;

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

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

    @Mixin
    private HiresOptions hires = new HiresOptions();

    @Option(names = "--upscalers", paramLabel = "FOLDER", description = "where ESRGAN files are looked for (default: upscalers, ESRGAN or ../ESRGAN beside the model)")
    private @Nullable Path upscalers;

    @Mixin
    private InitialPictureOptions initial = new InitialPictureOptions();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Option(names = "--vae", paramLabel = "FILE", description = "another autoencoder than the model's own: a .vae.pt, .vae.safetensors, or a checkpoint")
    private @Nullable Path vae;

    /**
     * The file of the autoencoder to draw with, if it is not to be the model's own.
     *
     * @param given an infotext, whose VAE is looked for by its name beside the model, and in VAE there and beside its folder
     */
    Optional<Path> vae(Infotext given, Path model) {
        return Optional.ofNullable(vae)
                .or(() -> given.value(Inscription.VAE).filter(name -> !name.matches(".*[/\\\\].*"))
                        .flatMap(name -> LoraFiles.sources(model).stream()
                                .map(file -> file.toAbsolutePath().normalize().getParent())
                                .flatMap(folder -> Stream.of(".", "VAE", "vae", "../VAE", "../vae")
                                        .map(below -> folder.resolve(below).resolve(name).normalize()))
                                .filter(Files::isRegularFile).findFirst()));
    }

    /** An infotext with what the options say; without any pairs given, the noise is that of the processor. */
    Infotext over(Infotext given) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>(given.parameters());
        if (pairs.isEmpty()) {
            pairs.put("RNG", "CPU");
        }
        SamplingOptions.put(pairs, "Steps", steps);
        sampling.overlay(pairs);
        SamplingOptions.put(pairs, "CFG scale", cfgScale);
        SamplingOptions.put(pairs, "Seed", seed);
        if (pairs.getOrDefault("Seed", "-1").equals("-1")) {
            SamplingOptions.put(pairs, "Seed", ThreadLocalRandom.current().nextLong(0, SEEDS));
        }
        SamplingOptions.put(pairs, "Size", size == null ? null : SizeOption.text("--size", size));
        SamplingOptions.put(pairs, "Clip skip", clipSkip);
        SamplingOptions.put(pairs, "ENSD", ensd);
        hires.overlay(pairs);
        initial.overlay(pairs);
        network.overlay(pairs);
        return new Infotext(given.prompt(), given.negativePrompt(), pairs);
    }

    /**
     * The settings of an infotext that {@link #over} has made.
     *
     * @param model beside which upscalers are looked for
     * @throws UsageException if an option would be ignored
     */
    GenerationSettings settings(Infotext asked, Path model) {
        GenerationSettings settings = read(asked, model);
        sampling.check(settings);
        hires.check(settings.workflow() instanceof Workflow.Hires);
        return initial.with(settings, asked);
    }

    /** What an infotext alone says. */
    GenerationSettings read(Infotext text, Path model) {
        return InfotextSettings.read(text,
                name -> Optional.of(UpscalerFiles.required(name, Optional.ofNullable(upscalers), model)));
    }
}
