package dev.cupel.evaluator.drawing;

import dev.cupel.evaluator.EvaluationException;
import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.sampling.ScheduleType;
import dev.cupel.evaluator.sampling.ScheduledSampler;
import dev.cupel.merger.spelling.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;

/** The hires fix as an infotext says it, both ways. */
final class InfotextHires {

    /** How much is drawn anew; of a picture that was drawn from another, too. */
    static final String DENOISING = "Denoising strength";

    private static final String UPSCALE = "Hires upscale";
    private static final String RESIZE = "Hires resize";
    private static final String STEPS = "Hires steps";
    private static final String UPSCALER = "Hires upscaler";
    private static final String SAMPLER = "Hires sampler";
    private static final String SCHEDULE = "Hires schedule type";
    private static final String PROMPT = "Hires prompt";
    private static final String NEGATIVE = "Hires negative prompt";
    private static final String CFG_SCALE = "Hires CFG Scale";
    /** What the web UI wrote until January 2023: the size before enlarging, where "Size" was that after it. */
    private static final String FIRST_PASS = "First pass size";
    private static final Set<String> ENABLING = Set.of(UPSCALE, RESIZE, STEPS, UPSCALER, FIRST_PASS);

    /** Keys that are followed. */
    static final Set<String> KEYS = Set.of(UPSCALE, RESIZE, STEPS, UPSCALER, SAMPLER, SCHEDULE, PROMPT, NEGATIVE,
            CFG_SCALE, DENOISING, FIRST_PASS);

    private static final Infotext.Size NONE = new Infotext.Size(0, 0);

    private InfotextHires() {}

    /**
     * What an infotext says of an enlargement.
     *
     * @param upscalers what there is beyond those that need no file, by name
     * @return from noise without one, if it says nothing
     */
    static Workflow read(Infotext text, Function<String, Optional<Upscaler>> upscalers) {
        if (text.parameters().keySet().stream().noneMatch(ENABLING::contains)) {
            return new Workflow.FromNoise();
        }
        Optional<Infotext.Size> size = text.value(FIRST_PASS).isPresent()
                ? text.size()
                : text.number(RESIZE, Infotext::sizeOf).filter(given -> !given.equals(NONE));
        Enlargement enlargement = size.<Enlargement>map(given -> new Enlargement.To(given.width(), given.height()))
                .orElseGet(() -> new Enlargement.By(text.number(UPSCALE, Double::valueOf).orElse(2.0)));
        return new Workflow.Hires(enlargement, upscaler(text.value(UPSCALER).orElse("Latent"), upscalers),
                text.number(DENOISING, Double::valueOf).orElse(0.7), text.number(STEPS, Integer::valueOf).orElse(0),
                changes(text));
    }

    /** The size before enlarging, if it is told as of old; 0x0 stands for about as many pixels as 512 x 512, in steps of 64. */
    static Optional<Infotext.Size> firstPass(Infotext text) {
        return text.number(FIRST_PASS, Infotext::sizeOf).map(told -> {
            Infotext.Size size = text.size().orElse(told);
            if (!told.equals(NONE) || size.equals(NONE)) {
                return told;
            }
            double scale = Math.sqrt(512.0 * 512 / ((double) size.width() * size.height()));
            return new Infotext.Size((int) Math.ceil(scale * size.width() / 64) * 64,
                    (int) Math.ceil(scale * size.height() / 64) * 64);
        });
    }

    private static Upscaler upscaler(String name, Function<String, Optional<Upscaler>> upscalers) {
        return Upscaler.named(name).or(() -> upscalers.apply(name)).orElseThrow(() -> {
            List<String> known = Upscaler.titles().toList();
            return new EvaluationException("""
                    hires upscaler: must be one of %s, or the name of an ESRGAN file, but is %s.
                    %s""".formatted(String.join(", ", known), name,
                    Spelling.nearest(name, known).map(near -> "Maybe " + near + " is meant.")
                            .orElse("Maybe its file is in another folder.")));
        });
    }

    private static Workflow.HiresChanges changes(Infotext text) {
        Optional<ScheduledSampler> sampler = text.value(SAMPLER).filter(name -> !name.equals("Use same sampler"))
                .map(name -> InfotextSettings.sampler(name, text.value(SCHEDULE)
                        .filter(type -> !type.equals("Use same scheduler"))));
        return new Workflow.HiresChanges(sampler, text.value(PROMPT), text.value(NEGATIVE),
                text.number(CFG_SCALE, Double::valueOf));
    }

    /** The share that is drawn anew, where settings have one. */
    static Map<String, String> denoising(Workflow workflow) {
        return switch (workflow) {
            case Workflow.FromNoise() -> Map.of();
            case Workflow.FromPicture from -> Map.of(DENOISING, InfotextSettings.number(from.denoising()));
            case Workflow.Hires hires -> Map.of(DENOISING, InfotextSettings.number(hires.denoising()));
        };
    }

    /** Everything else. */
    static SequencedMap<String, String> pairs(Workflow workflow) {
        SequencedMap<String, String> pairs = new LinkedHashMap<>();
        if (workflow instanceof Workflow.Hires hires) {
            Workflow.HiresChanges changes = hires.changes();
            changes.cfgScale().ifPresent(scale -> pairs.put(CFG_SCALE, InfotextSettings.number(scale)));
            changes.sampler().ifPresent(sampler -> {
                pairs.put(SAMPLER, sampler.sampler().title());
                if (sampler.schedule() != ScheduleType.AUTOMATIC) {
                    pairs.put(SCHEDULE, sampler.schedule().title());
                }
            });
            changes.prompt().ifPresent(prompt -> pairs.put(PROMPT, prompt));
            changes.negativePrompt().ifPresent(prompt -> pairs.put(NEGATIVE, prompt));
            switch (hires.enlargement()) {
                case Enlargement.By(double scale) -> pairs.put(UPSCALE, InfotextSettings.number(scale));
                case Enlargement.To(int width, int height) -> pairs.put(RESIZE, width + "x" + height);
            }
            if (hires.steps() > 0) {
                pairs.put(STEPS, String.valueOf(hires.steps()));
            }
            pairs.put(UPSCALER, hires.upscaler().title());
        }
        return pairs;
    }
}
