package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.optimizer.search.Limit;
import dev.cupel.optimizer.search.Outcome;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.space.InvalidSpaceException;
import dev.cupel.optimizer.study.Ledger;
import dev.cupel.optimizer.study.StudyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    record PastTrial(int id, double[] point, Map<String, Double> values, Optional<Outcome> outcome) {

        private PastTrial telling(List<String> names, Path file) {
            return outcome.orElse(Outcome.failed()) instanceof Outcome.Measured measured
                    ? new PastTrial(id, point, values, Optional.of(telling(measured, names, file)))
                    : this;
        }

        private Outcome telling(Outcome.Measured measured, List<String> names, Path file) {
            Map<String, Outcome.Reading> limits = new LinkedHashMap<>(measured.limits());
            limits.keySet().retainAll(names);
            List<String> missing = names.stream().filter(name -> !limits.containsKey(name)).toList();
            if (!missing.isEmpty()) {
                throw new StudyException(
                        """
                                the study %s cannot go on: its trials must tell the measures that have limits, but trial %s does not tell %s.
                                Maybe begin another study with --warm-start %s, which learns from this one."""
                                .formatted(file, id, missing, file));
            }
            return new Outcome.Measured(measured.values(), measured.variances(), limits);
        }
    }

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

    /**
     * The same trials as a search tells them that has these limits: measures without one are left aside.
     *
     * @param file whose trials they are
     * @throws StudyException if a trial does not tell a measure that has a limit
     */
    PastTrials within(List<Limit> limits, Path file) {
        List<String> names = limits.stream().map(Limit::name).toList();
        return new PastTrials(trials.stream().map(trial -> trial.telling(names, file)).toList(), outside, next);
    }

    /**
     * How many objectives the trials have.
     *
     * @param known how many they must have; 0 if that is not known
     * @param file whose trials they are
     * @return the same, or that of the first trial; 0 if it is still not known
     * @throws StudyException if a trial has another number
     */
    int objectives(int known, Path file) {
        int objectives = known;
        for (PastTrial trial : trials) {
            if (trial.outcome().orElse(Outcome.failed()) instanceof Outcome.Measured measured) {
                int told = measured.values().size();
                objectives = objectives == 0 ? told : objectives;
                if (told != objectives) {
                    throw new StudyException(
                            """
                                    the study %s cannot be used: its trials must have %s, as this search has, but trial %s has %s.
                                    Maybe give 'reference' as many values as there are objectives, or begin another study."""
                                    .formatted(file, objectives(objectives), trial.id(), objectives(told)));
                }
            }
        }
        return objectives;
    }

    private static String objectives(int count) {
        return count == 1 ? "one objective" : count + " objectives";
    }

    private static JsonNode json(Map<String, Outcome.Reading> limits) {
        ObjectNode object = Message.JSON.createObjectNode();
        limits.forEach((name, reading) -> {
            if (reading.variance() == 0) {
                object.put(name, reading.value());
            } else {
                object.putObject(name).put("value", reading.value()).put("variance", reading.variance());
            }
        });
        return object;
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
                                .set("limits", json(measured.limits()));
            }
        };
    }
}
