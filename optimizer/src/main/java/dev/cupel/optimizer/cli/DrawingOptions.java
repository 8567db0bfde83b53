package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.prompt.Infotext;
import dev.cupel.evaluator.prompt.PictureText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is drawn, how and where: options of all commands that draw. */
final class DrawingOptions {

    @Option(names = "--ema", description = "take the EMA weights of a checkpoint that has them")
    private boolean ema;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "what to draw; the web UI's language: (x:1.2), [a:b:0.5], [a|b], AND, BREAK, <lora:name:0.8>; 'cupel prompt' shows how it is understood")
    private @Nullable String prompt;

    @Option(names = "--negative-prompt", paramLabel = "TEXT", description = "what not to draw")
    private @Nullable String negativePrompt;

    @Option(names = "--infotext", paramLabel = "FILE", description = "a text file, PNG, JPEG or WebP that says what to draw; other options go before it")
    private @Nullable Path infotext;

    @Mixin
    private PromptOptions prompts = new PromptOptions();

    @Mixin
    private VariantOptions variants = new VariantOptions();

    @Mixin
    private PictureOptions pictures = new PictureOptions();

    @Mixin
    private EngineOptions engine = new EngineOptions();

    boolean ema() {
        return ema;
    }

    /** The infotext that is to be followed; empty if there is none. */
    Infotext given() {
        return infotext == null ? Infotext.parse("") : PictureText.infotext(infotext);
    }

    /** What is asked for: the infotext with what the options say otherwise. */
    Infotext asked(Infotext given) {
        return new Infotext(prompt != null ? prompt : given.prompt(),
                negativePrompt != null ? negativePrompt : given.negativePrompt(), pictures.over(given).parameters());
    }

    /** Whether nothing says what to draw. */
    boolean isSilent() {
        return infotext == null && (prompt == null || prompt.isBlank());
    }

    PromptOptions prompts() {
        return prompts;
    }

    VariantOptions variants() {
        return variants;
    }

    PictureOptions pictures() {
        return pictures;
    }

    EngineOptions engine() {
        return engine;
    }
}
