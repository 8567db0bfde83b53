package dev.cupel.optimizer.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The hires fix: options of {@code cupel generate} that are keys of infotexts. */
final class HiresOptions {

    private static final String UPSCALE = "Hires upscale";
    private static final String RESIZE = "Hires resize";

    @Option(names = "--hires-scale", paramLabel = "X", description = "enlarge the picture so many times, and draw over it (default: 2 if --hires-upscaler or --hires-steps is given)")
    private @Nullable Double scale;

    @Option(names = "--hires-size", paramLabel = "WxH", description = "enlarge it to a size; one side may be 0, else what stands over is cut off")
    private @Nullable String size;

    @Option(names = "--hires-upscaler", paramLabel = "NAME", description = "Latent (default), \"Latent (antialiased)\", \"Latent (bicubic)\", \"Latent (bicubic antialiased)\", \"Latent (nearest)\", \"Latent (nearest-exact)\", None, Lanczos, Nearest, or the name of an ESRGAN file")
    private @Nullable String upscaler;

    @Option(names = "--hires-steps", paramLabel = "N", description = "steps of the second pass (default: as many as of the first)")
    private @Nullable Integer steps;

    @Option(names = "--hires-sampler", paramLabel = "NAME", description = "another sampler for the second pass")
    private @Nullable String sampler;

    @Option(names = "--hires-prompt", paramLabel = "TEXT", description = "another prompt for the second pass")
    private @Nullable String prompt;

    @Option(names = "--hires-negative-prompt", paramLabel = "TEXT", description = "another negative prompt for the second pass")
    private @Nullable String negativePrompt;

    @Option(names = "--hires-cfg-scale", paramLabel = "X", description = "another strength of the prompt for the second pass")
    private @Nullable Double cfgScale;

    /** Puts what the options say in the place of what an infotext says. */
    void overlay(Map<String, String> pairs) {
        if (scale != null && size != null) {
            throw new UsageException("--hires-scale and --hires-size exclude each other.\nGive one of them.");
        }
        if (scale != null) {
            pairs.remove(RESIZE);
        }
        if (size != null) {
            pairs.remove(UPSCALE);
        }
        SamplingOptions.put(pairs, UPSCALE, scale);
        SamplingOptions.put(pairs, RESIZE, size == null ? null : SizeOption.text("--hires-size", size));
        SamplingOptions.put(pairs, "Hires upscaler", upscaler);
        SamplingOptions.put(pairs, "Hires steps", steps);
        SamplingOptions.put(pairs, "Hires sampler", sampler);
        SamplingOptions.put(pairs, "Hires prompt", prompt);
        SamplingOptions.put(pairs, "Hires negative prompt", negativePrompt);
        SamplingOptions.put(pairs, "Hires CFG Scale", cfgScale);
    }

    /** Refuses options that would be ignored. */
    void check(boolean enlarged) {
        if (!enlarged && (sampler != null || prompt != null || negativePrompt != null || cfgScale != null)) {
            throw new UsageException("""
                    --hires-sampler, --hires-prompt, --hires-negative-prompt and --hires-cfg-scale need an enlargement.
                    Say --hires-scale 2, or leave them out.""");
        }
    }
}
