package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.BrokenPictureException;
import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.Painter;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.network.Compute;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import dev.cupel.evaluator.prompt.PromptReader;
import dev.cupel.evaluator.prompt.WebUiVersion;
import dev.cupel.merger.lora.ScheduledLora;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        "With --infotext it draws what such a text, or the text in a picture, says; other options go before the text."})
final class GenerateCommand implements Callable<Integer> {

    /**
     * A picture to draw.
     *
     * @param index its place among those of this call
     */
    private record Drawing(int index, PictureJob job, GenerationSettings settings) {}

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "the checkpoint, or a recipe whose result draws without being written")
    private Path model;

    @Option(names = "--ema", description = "take the EMA weights of a checkpoint that has them")
    private boolean ema;

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

    @Option(names = "--batch", paramLabel = "N", description = "how many of them are drawn together (default: 1); faster with 8 or 16, but the last bits are not those of a picture drawn alone")
    private int batch = 1;

    @Option(names = "--infotext", paramLabel = "FILE", description = "a text file, PNG, JPEG or WebP that says what to draw")
    private @Nullable Path infotext;

    @Mixin
    private EngineOptions engine = new EngineOptions();

    @Option(names = {"-o",
            "--output"}, required = true, paramLabel = "FILE", description = "a PNG, or a JPEG if it ends in .jpg; with --count a number is put before the ending")
    private Path output;

    /** Whether a picture could not be drawn. */
    private boolean broken;

    @Override
    public Integer call() {
        Infotext given = infotext == null ? Infotext.parse("") : PictureText.infotext(infotext);
        Infotext asked = picture.over(given);
        GenerationSettings settings = picture.settings(asked, model);
        reportIgnored(given, settings);
        String text = prompt != null ? prompt : given.prompt();
        if (text.isBlank() && infotext == null) {
            throw new ParameterException(spec.commandLine(),
                    "Missing: --prompt TEXT, or --infotext FILE that has one.");
        }
        String negative = negativePrompt != null ? negativePrompt : given.negativePrompt();
        long first = asked.seed().orElseThrow();
        checkOutput();
        WebUiVersion language = promptOptions.language(given);
        List<Drawing> drawings = drawings(text, negative, first, settings);
        Map<List<ScheduledLora>, List<Drawing>> byLoras = byLoras(drawings);
        PromptReader reader = promptOptions.reader(model, language, given);
        drawings.forEach(drawing -> PromptOptions.check(reader, drawing.job(), drawing.settings()));
        try (DrawingModel drawing = DrawingModel.open(model, ema, picture.vae(), engine.threads());
                Compute compute = engine.open(Math.min(count, batch), settings)) {
            Inscription inscription = new Inscription(given, asked, picture.read(asked, model), language,
                    drawing.names());
            byLoras.forEach((loras, alike) -> {
                try (LoraStack stack = LoraStack.on(drawing.weights(), loras);
                        Painter painter = Painter.open(compute, reader, stack.weights(), stack.steps())) {
                    batches(alike).forEach(together -> drawOrTell(painter, together, drawing, inscription));
                }
            });
        }
        return broken ? Failures.DRAWING : 0;
    }

    /** What is drawn together: neighbours whose settings are the same. */
    private List<List<Drawing>> batches(List<Drawing> drawings) {
        List<List<Drawing>> batches = new ArrayList<>();
        for (Drawing drawing : drawings) {
            if (batches.isEmpty() || batches.getLast().size() == batch
                    || !batches.getLast().getFirst().settings().equals(drawing.settings())) {
                batches.add(new ArrayList<>());
            }
            batches.getLast().add(drawing);
        }
        return batches;
    }

    /** A picture that cannot be drawn is told, and the others go on: those that were drawn with it are drawn alone. */
    private void drawOrTell(Painter painter, List<Drawing> together, DrawingModel drawer, Inscription inscription) {
        try {
            draw(painter, together, drawer, inscription);
        } catch (BrokenPictureException e) {
            if (together.size() > 1) {
                together.forEach(one -> drawOrTell(painter, List.of(one), drawer, inscription));
                return;
            }
            broken = true;
            spec.commandLine().getErr().println(spec.commandLine().getColorScheme().errorText(e.getMessage()));
        }
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
    private Map<List<ScheduledLora>, List<Drawing>> byLoras(List<Drawing> drawings) {
        Map<List<ScheduledLora>, List<Drawing>> byLoras = new LinkedHashMap<>();
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

    private void draw(Painter painter, List<Drawing> together, DrawingModel model, Inscription inscription) {
        List<PictureJob> jobs = together.stream().map(Drawing::job).map(job -> new PictureJob(
                ExtraNetworks.parse(job.prompt()).text(), job.negativePrompt(), job.seed())).toList();
        List<Picture> pictures = painter.draw(jobs, model.trained(together.getFirst().settings()));
        for (int i = 0; i < pictures.size(); i++) {
            Drawing drawing = together.get(i);
            Path file = count == 1 ? output : numbered(drawing.index());
            PictureText.write(file, pictures.get(i), inscription.of(drawing.job(), drawing.settings()).text());
            spec.commandLine().getOut().println(file + "  seed " + drawing.job().seed());
        }
        spec.commandLine().getOut().flush();
    }

    private void checkOutput() {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 1, but is " + count + ".");
        }
        if (batch < 1) {
            throw new ParameterException(spec.commandLine(), "--batch must be at least 1, but is " + batch + ".");
        }
        Outputs.check(output);
    }

    private void reportIgnored(Infotext given, GenerationSettings settings) {
        List<String> ignored = given.parameters().keySet().stream().filter(key -> switch (key) {
            case Inscription.VAE, Inscription.VAE_HASH -> picture.vae().isEmpty();
            case InitialPictureOptions.DENOISING -> settings.workflow() instanceof Workflow.FromNoise;
            default -> !Inscription.follows(key);
        }).toList();
        if (!ignored.isEmpty()) {
            spec.commandLine().getErr().println("not followed, but kept in the picture: " + String.join(", ", ignored));
        }
    }

    private Path numbered(int index) {
        String name = String.valueOf(output.getFileName());
        int dot = name.length() - PictureText.ending(output).length();
        return output.resolveSibling("%s-%04d%s".formatted(name.substring(0, dot), index + 1, name.substring(dot)));
    }
}
