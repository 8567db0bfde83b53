package dev.cupel.optimizer.experiment;

import dev.cupel.evaluator.Batch;
import dev.cupel.evaluator.Journal;
import dev.cupel.evaluator.Shot;
import dev.cupel.evaluator.objective.Drawn;
import dev.cupel.evaluator.objective.Measure;
import dev.cupel.evaluator.objective.PictureMeasures;
import dev.cupel.evaluator.objective.Split;
import dev.cupel.evaluator.objective.Suite;
import dev.cupel.evaluator.objective.SuitePrompt;
import dev.cupel.evaluator.picture.Picture;
import dev.cupel.optimizer.study.Study;
import dev.cupel.optimizer.study.Subject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of a study that belong to one subject, as the evaluator's journal. */
final class StudyJournal implements Journal {

    private static final String WITH_LORA = "+lora";

    private final Study study;
    private final Subject subject;
    private final boolean keepPictures;
    private final RunObserver observer;
    private final Map<String, Map<String, Double>> known;

    /**
     * @param keepPictures whether the pictures are kept too, for the report and for comparing with them
     * @param observer     told how many pictures were stored, after each batch
     */
    StudyJournal(Study study, Subject subject, boolean keepPictures, RunObserver observer) {
        this.study = study;
        this.subject = subject;
        this.keepPictures = keepPictures;
        this.observer = observer;
        this.known = study.measures(subject);
    }

    @Override
    public Optional<List<PictureMeasures>> measures(Batch batch) {
        List<PictureMeasures> measures = new ArrayList<>();
        for (Shot shot : batch.shots()) {
            Map<String, Double> values = known.get(name(shot.prompt(), shot.seed()));
            if (values == null) {
                return Optional.empty();
            }
            measures.add(measures(shot.prompt(), shot.seed(), values));
        }
        return Optional.of(measures);
    }

    @Override
    public Optional<List<Drawn>> pictures(Batch batch) {
        List<Drawn> pictures = new ArrayList<>();
        for (Shot shot : batch.shots()) {
            Optional<Picture> plain = picture(study, subject, shot.prompt(), shot.seed(), false);
            Optional<Picture> withLora = picture(study, subject, shot.prompt(), shot.seed(), true);
            if (plain.isEmpty() || batch.lora().isPresent() != withLora.isPresent()) {
                return Optional.empty();
            }
            pictures.add(new Drawn(plain.get(), withLora));
        }
        return Optional.of(pictures);
    }

    @Override
    public void finished(Batch batch, List<Drawn> pictures, List<PictureMeasures> measures) {
        Map<String, Map<String, Double>> values = new LinkedHashMap<>();
        Map<String, byte[]> pngs = new LinkedHashMap<>();
        for (int i = 0; i < measures.size(); i++) {
            Shot shot = batch.shots().get(i);
            String name = name(shot.prompt(), shot.seed());
            Map<String, Double> byKey = new LinkedHashMap<>();
            measures.get(i).values().forEach((measure, value) -> byKey.put(measure.key(), value));
            values.put(name, byKey);
            if (keepPictures) {
                pngs.put(name, Pngs.encode(pictures.get(i).plain()));
                pictures.get(i).withLora().ifPresent(picture -> {
                    pngs.put(name + WITH_LORA, Pngs.encode(picture));
                });
            }
        }
        study.keep(subject, values, pngs);
        known.putAll(values);
        observer.pictures(measures.size());
    }

    /** A subject's measures of a split, as far as they are known, in the suite's order. */
    static List<PictureMeasures> measures(Study study, Subject subject, Suite suite, Split split) {
        Map<String, Map<String, Double>> known = study.measures(subject);
        List<PictureMeasures> measures = new ArrayList<>();
        for (SuitePrompt prompt : suite.prompts(split)) {
            for (long seed : prompt.seeds()) {
                Map<String, Double> values = known.get(name(prompt, seed));
                if (values != null) {
                    measures.add(measures(prompt, seed, values));
                }
            }
        }
        return measures;
    }

    /** A picture that a subject drew, as PNG. */
    static Optional<byte[]> png(Study study, Subject subject, SuitePrompt prompt, long seed, boolean withLora) {
        return study.png(subject, name(prompt, seed) + (withLora ? WITH_LORA : ""));
    }

    private static Optional<Picture> picture(Study study, Subject subject, SuitePrompt prompt, long seed,
            boolean withLora) {
        return png(study, subject, prompt, seed, withLora).map(Pngs::decode);
    }

    private static PictureMeasures measures(SuitePrompt prompt, long seed, Map<String, Double> values) {
        Map<Measure, Double> measures = new EnumMap<>(Measure.class);
        values.forEach((key, value) -> Measure.ofKey(key).ifPresent(measure -> measures.put(measure, value)));
        return new PictureMeasures(prompt.id(), seed, measures);
    }

    private static String name(SuitePrompt prompt, long seed) {
        return prompt.id() + "#" + seed;
    }
}
