package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.optimizer.search.Outcome;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.study.Ledger;
import dev.cupel.optimizer.study.StudyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The trials of a ledger, in a space that may have changed since.
 *
 * @param trials those that lie in the space: first what was told, in that order, then what was only asked
 * @param outside how many others there are
 * @param next the first number that no trial has
 */
record PastTrials(List<PastTrial> trials, int outside, int next) {

    /**
     * One of them.
     *
     * @param id its number
     * @param point in the unit cube of today's space, shape (D)
     * @param values of the point, as they were written
     * @param outcome empty if it was asked but not told
     */
    record PastTrial(int id, double[] point, Map<String, Double> values, Optional<Outcome> outcome) {}

    /**
     * Reads a ledger, and writes nothing. Where the space and the other settings are the same as then, the points are
     * too, bit by bit.
     *
     * @throws StudyException if the ledger is damaged
     */
    static PastTrials of(Ledger ledger, Settings settings) {
        OptionalInt today = ledger.knownSpace(settings.searched().space().toString());
        List<PastTrial> trials = new ArrayList<>();
        int outside = 0;
        int next = 0;
        for (Ledger.Entry entry : ledger.entries()) {
            try {
                JsonNode setting = Message.JSON.readTree(entry.setting());
                Optional<Settings.Written> written = settings.earlier(setting);
                if (today.isPresent() && entry.space() == today.getAsInt()) {
                    double[] point = Message.JSON.readValue(entry.point(), double[].class);
                    if (settings.areOf(point, setting)) {
                        written = Optional.of(new Settings.Written(point, written.map(Settings.Written::values)
                                .orElseGet(() -> settings.searched().space().values(point))));
                    }
                }
                Optional<Outcome> outcome = Optional.empty();
                if (entry.outcome().isPresent()) {
                    outcome = Optional.of(Message.outcome(Message.JSON.readTree(entry.outcome().get())));
                }
                Optional<Outcome> known = outcome;
                written.ifPresent(
                        one -> trials.add(new PastTrial(entry.id(), one.point(), one.values(), known)));
                outside += written.isEmpty() ? 1 : 0;
            } catch (JsonProcessingException | DialogueException | InvalidSpaceException | SearchException e) {
                throw new StudyException("trial %s of the study %s cannot be read: %s\nMaybe the file is damaged."
                        .formatted(entry.id(), ledger.file(), e.getMessage()), e);
            }
            next = Math.max(next, entry.id() + 1);
        }
        return new PastTrials(trials, outside, next);
    }

    /** What a ledger keeps of an outcome. */
    static JsonNode json(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed _ -> Message.JSON.getNodeFactory().textNode("failed");
            case Outcome.Measured measured -> {
                var list = Message.JSON.createArrayNode();
                for (int i = 0; i < measured.values().size(); i++) {
                    list.addObject().put("value", measured.values().get(i)).put("variance",
                            measured.variances().get(i));
                }
                yield measured.limits().isEmpty()
                        ? list
                        : Message.JSON.createObjectNode().<ObjectNode>set("values", list)
                                .set("limits", Message.JSON.valueToTree(measured.limits()));
            }
        };
    }
}
