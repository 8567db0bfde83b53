package dev.cupel.optimizer.cli;

import dev.cupel.evaluator.drawing.GenerationSettings;
import dev.cupel.evaluator.drawing.PictureJob;
import dev.cupel.evaluator.drawing.Workflow;
import dev.cupel.evaluator.prompt.ExtraNetworks;
import dev.cupel.merger.lora.LoraSchedule;
import dev.cupel.merger.lora.LoraTag;
import dev.cupel.merger.lora.PassLora;
import dev.cupel.merger.lora.ScheduledLora;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tags of a picture's prompts. As in the web UI, the second pass has the LoRAs of the hires prompt and no others, and those of the prompt
 * where there is no hires prompt.
 *
 * @param first  of the first pass
 * @param second of the second, if the picture is enlarged
 */
record LoraTags(List<ExtraNetworks.Tag> first, Optional<List<ExtraNetworks.Tag>> second) {

    static LoraTags of(PictureJob job, GenerationSettings settings) {
        return new LoraTags(tags(job.prompt()), settings.workflow() instanceof Workflow.Hires hires
                ? Optional.of(tags(hires.changes().prompt().orElse(job.prompt())))
                : Optional.empty());
    }

    private static List<ExtraNetworks.Tag> tags(String prompt) {
        return ExtraNetworks.parse(prompt).tags();
    }

    private Stream<ExtraNetworks.Tag> all() {
        return Stream.concat(first.stream(), second.stream().flatMap(List::stream)).distinct();
    }

    /** What the LoRAs are called. */
    List<String> names() {
        return all().filter(ExtraNetworks.Tag::isLora).map(ExtraNetworks.Tag::name).distinct().toList();
    }

    /**
     * The LoRAs.
     *
     * @param files where they are, by name
     * @throws UsageException if what a tag says makes no sense
     */
    List<ScheduledLora> loras(Function<String, Path> files) {
        List<PassLora> once = uses(first, files, LoraTag::first);
        return ScheduledLora.of(once, second.map(tags -> uses(tags, files, LoraTag::second)).orElse(once));
    }

    private static List<PassLora> uses(List<ExtraNetworks.Tag> tags, Function<String, Path> files,
            Function<LoraTag, LoraSchedule> pass) {
        return tags.stream().filter(ExtraNetworks.Tag::isLora)
                .map(tag -> new PassLora(files.apply(tag.name()), pass.apply(read(tag)))).toList();
    }

    private static LoraTag read(ExtraNetworks.Tag tag) {
        try {
            return LoraTag.parse(tag.details());
        } catch (IllegalArgumentException e) {
            throw new UsageException("prompt, %s: %s".formatted(tag.text(), e.getMessage()));
        }
    }

    /** What is said of tags that ask for no LoRA, if there are any. */
    Optional<String> unfollowed() {
        String tags = all().filter(tag -> !tag.isLora()).map(ExtraNetworks.Tag::text).collect(Collectors.joining(" "));
        return tags.isEmpty() ? Optional.empty() : Optional.of("not followed, and not drawn: " + tags);
    }
}
