package dev.cupel.evaluator.objective;

import dev.cupel.evaluator.picture.Picture;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns pictures into raw measures.
 *
 * <table>
 * <caption>Notation</caption>
 * <tr><td>x, o</td><td>embedding of the picture, and of the tuned model's of the same prompt and seed; length 1</td></tr>
 * <tr><td>t, f</td><td>embedding of the caption, and of a foil: the caption with one phrase exchanged; length 1</td></tr>
 * <tr><td>tau</td><td>the scorer's logit scale</td></tr>
 * <tr><td>log p(t; F)</td><td>tau x.t - log(exp(tau x.t) + sum over f in F of exp(tau x.f)), at most 0</td></tr>
 * <tr><td>d, d_o</td><td>embedding with the LoRA on less that without, here and in the tuned model</td></tr>
 * </table>
 *
 * <p>Likeness is x.o; composition and new concepts are means of log p over the phrases of the prompt; anatomy is the
 * mean of tau (x.t - x.f) over the captions f with a fault: those are seldom the likelier ones, and log p would be flat.
 * Of the LoRA: shift is min(d.d_o, d_o.d_o), and kept is exp(-max(0, loss - loss_o)) where loss is
 * max(0, log p without - log p with the LoRA) of the composition. A log-probability counts no further than
 * {@value #LOWEST}: how wrong a wrong picture is says nothing, but would rule the mean.
 */
public final class Measurer {

    /** Twenty to one against. */
    static final double LOWEST = -3;

    private final Embedder embedder;
    private final double scale;
    private final Map<String, Questions> questions = new HashMap<>();
    private final Map<String, float[]> captions = new HashMap<>();

    /** Asks the embedder for all captions of the suite, once. */
    public Measurer(Embedder embedder, Suite suite) {
        this.embedder = embedder;
        this.scale = embedder.logitScale();
        Set<String> texts = new LinkedHashSet<>();
        for (SuitePrompt prompt : suite.prompts()) {
            Questions asked = suite.questions(prompt);
            questions.put(prompt.id(), asked);
            texts.addAll(asked.captions());
        }
        List<String> ordered = List.copyOf(texts);
        float[][] embeddings = embedder.ofTexts(ordered);
        for (int i = 0; i < embeddings.length; i++) {
            captions.put(ordered.get(i), Vectors.unit(embeddings[i]));
        }
    }

    /** Embeds the pictures of one model, in one call. */
    public List<Seen> see(List<Drawn> drawn) {
        List<Picture> pictures = new ArrayList<>();
        for (Drawn each : drawn) {
            pictures.add(each.plain());
            each.withLora().ifPresent(pictures::add);
        }
        float[][] embeddings = embedder.ofPictures(pictures);
        List<Seen> seen = new ArrayList<>();
        int next = 0;
        for (Drawn each : drawn) {
            float[] plain = Vectors.unit(embeddings[next++]);
            Optional<float[]> withLora = each.withLora().isPresent()
                    ? Optional.of(Vectors.unit(embeddings[next++]))
                    : Optional.empty();
            seen.add(new Seen(each.plain(), plain, withLora));
        }
        return seen;
    }

    /**
     * The raw measures of one prompt and seed, those that the prompt's objectives need.
     *
     * @param candidate pictures of the model that is judged
     * @param tuned pictures of the tuned model; the same object when it is the tuned model that is judged
     */
    public PictureMeasures measure(SuitePrompt prompt, long seed, Seen candidate, Seen tuned) {
        Questions asked = questions.get(prompt.id());
        Map<Measure, Double> values = new EnumMap<>(Traits.of(candidate.plain()));
        for (Objective objective : prompt.objectives()) {
            switch (objective) {
                case FIDELITY -> {
                    values.put(Measure.LIKENESS, Vectors.dot(candidate.embedding(), tuned.embedding()));
                    values.put(Measure.STRUCTURE, StructuralSimilarity.of(candidate.plain(), tuned.plain()));
                    values.put(Measure.PALETTE, PaletteSimilarity.of(candidate.plain(), tuned.plain()));
                }
                case COMPOSITION -> values.put(Measure.COMPOSITION, composition(asked, candidate.embedding()));
                case ANATOMY -> values.put(Measure.ANATOMY, anatomy(asked, candidate.embedding()));
                case NEW_CONCEPTS ->
                    values.put(Measure.NEW_CONCEPTS, mean(asked, asked.newConcepts(), candidate.embedding()));
                case LORA -> values.putAll(lora(asked, candidate, tuned));
                case FRIED -> throw new IllegalArgumentException("every prompt shows it: " + prompt.id());
            }
        }
        return new PictureMeasures(prompt.id(), seed, values);
    }

    private double composition(Questions asked, float[] picture) {
        return mean(asked, asked.composition(), picture);
    }

    private double anatomy(Questions asked, float[] picture) {
        double sum = 0;
        for (String faulty : asked.faulty()) {
            sum += scale * (Vectors.dot(picture, captions.get(asked.caption()))
                    - Vectors.dot(picture, captions.get(faulty)));
        }
        return sum / asked.faulty().size();
    }

    private double mean(Questions asked, List<List<String>> contrasts, float[] picture) {
        double sum = 0;
        for (List<String> foils : contrasts) {
            sum += logProbability(asked.caption(), foils, picture);
        }
        return sum / contrasts.size();
    }

    private double logProbability(String caption, List<String> foils, float[] picture) {
        double asked = Vectors.dot(picture, captions.get(caption));
        double others = 1;
        for (String foil : foils) {
            others += Math.exp(scale * (Vectors.dot(picture, captions.get(foil)) - asked));
        }
        return Math.max(LOWEST, -Math.log(others));
    }

    private Map<Measure, Double> lora(Questions asked, Seen candidate, Seen tuned) {
        float[] on = candidate.loraEmbedding().orElseThrow();
        float[] tunedOn = tuned.loraEmbedding().orElseThrow();
        float[] change = Vectors.difference(on, candidate.embedding());
        float[] tunedChange = Vectors.difference(tunedOn, tuned.embedding());
        double whole = Vectors.dot(tunedChange, tunedChange);
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.put(Measure.LORA_SHIFT, Math.min(Vectors.dot(change, tunedChange), whole));
        if (!asked.composition().isEmpty()) {
            double loss = Math.max(0, composition(asked, candidate.embedding()) - composition(asked, on));
            double tunedLoss = Math.max(0, composition(asked, tuned.embedding()) - composition(asked, tunedOn));
            values.put(Measure.LORA_KEPT, Math.exp(-Math.max(0, loss - tunedLoss)));
        }
        return values;
    }
}
