package dev.cupel.optimizer.dialogue;

import dev.cupel.optimizer.experiment.SearchSpace;
import dev.cupel.optimizer.search.Advice;
import dev.cupel.optimizer.search.SearchSettings;
import dev.cupel.optimizer.search.Searcher;
import dev.cupel.optimizer.study.Ledger;
import dev.cupel.optimizer.study.StudyException;
import dev.cupel.optimizer.study.WarmStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * A search that another program drives by JSON lines.
 *
 * @param searched what is searched
 * @param settings how; a study keeps the number of initial points that it began with
 * @param study where asks and tells are kept, so that the search can go on; empty to keep nothing
 * @param warmStart studies of earlier searches of something similar
 * @param parallel how many asks are printed ahead, at least 1
 * @param trials how many tells end it; empty for no end
 */
public record SearchSession(SearchSpace searched, SearchSettings settings, Optional<Path> study, List<Path> warmStart,
        int parallel, OptionalInt trials) {

    public SearchSession {
        warmStart = List.copyOf(warmStart);
    }

    /**
     * Talks until enough is told or the input ends.
     *
     * @param in lines of the other program
     * @param out lines for it
     * @param notes what a person may want to know
     * @throws StudyException if a study cannot be used, or was begun with other settings
     */
    public void run(BufferedReader in, PrintWriter out, PrintWriter notes) throws IOException {
        Settings names = new Settings(searched);
        WarmStart.check(study, warmStart);
        List<Earlier> earlier = new ArrayList<>();
        int objectives = searched.goal().reference().size();
        for (Path file : warmStart) {
            Earlier one = Earlier.read(file, names);
            note(one.past(), file, notes);
            objectives = one.past().objectives(objectives, file);
            earlier.add(one);
        }
        settings.checkObjectives("the earlier trials", objectives);
        Dialogue.Plan plan = new Dialogue.Plan(parallel, trials);
        if (study.isEmpty()) {
            Searcher searcher = Searcher.create(searched.space(), settings, advice(earlier, Earlier::ended));
            new Dialogue(names, searcher, Optional.empty(), plan, out).run(in);
            return;
        }
        if (!Files.exists(study.get())) {
            notes.println("begins a new study: " + study.get());
            notes.flush();
        }
        try (Ledger ledger = Ledger.open(study.get())) {
            PastTrials past = past(ledger, names, objectives, notes);
            int initial = Integer.parseInt(ledger.remember("initial", String.valueOf(settings.initial())));
            Searcher searcher = Searcher.create(searched.space(), settings.starting(initial),
                    advice(earlier,
                            one -> WarmStart.of(ledger.file(), ledger::remember, one.file(), one.ended())));
            Dialogue dialogue = new Dialogue(names, searcher, Optional.of(ledger), plan, out);
            dialogue.restore(past);
            dialogue.run(in);
        }
    }

    /** The trials of the study that goes on. */
    private PastTrials past(Ledger ledger, Settings names, int objectives, PrintWriter notes) {
        check(ledger, "searcher", settings.method().key());
        check(ledger, "seed", String.valueOf(settings.seed()));
        for (Path file : WarmStart.forgotten(ledger.facts(), warmStart)) {
            notes.println(
                    "--warm-start does not name %s, from which %s learned before.\n%s".formatted(file, ledger.file(),
                            Files.exists(file)
                                    ? "Maybe add --warm-start " + file + "."
                                    : "It is not there any more: maybe it was moved."));
            notes.flush();
        }
        PastTrials past = PastTrials.of(ledger, names).within(searched.goal().limits(), ledger.file());
        settings.checkObjectives("the trials of " + ledger.file(), past.objectives(objectives, ledger.file()));
        note(past, ledger.file(), notes);
        return past;
    }

    /**
     * A study of an earlier search. Its outcomes may tell other measures than those that have limits today.
     *
     * @param ended the numbers of its trials that were told, in the order of the telling
     * @param past those that lie in the space
     */
    private record Earlier(Path file, List<Integer> ended, PastTrials past) {

        private static Earlier read(Path file, Settings names) {
            try (Ledger ledger = Ledger.read(file)) {
                List<Integer> ended = ledger.entries().stream().filter(entry -> entry.outcome().isPresent())
                        .map(Ledger.Entry::id).toList();
                return new Earlier(file, ended, PastTrials.of(ledger, names));
            }
        }

        private List<Advice.Earlier> outcomes(List<Integer> of) {
            Set<Integer> numbers = Set.copyOf(of);
            return past.trials().stream().filter(trial -> numbers.contains(trial.id())).flatMap(
                    trial -> trial.outcome().stream().map(outcome -> new Advice.Earlier(trial.point(), outcome)))
                    .toList();
        }
    }

    /** @param known which trials of an earlier search are learned from, by their numbers */
    private Advice advice(List<Earlier> earlier, Function<Earlier, List<Integer>> known) {
        return Advice.of(searched.beliefs(),
                earlier.stream().map(one -> one.outcomes(known.apply(one))).toList());
    }

    private static void note(PastTrials past, Path file, PrintWriter notes) {
        if (past.outside() > 0) {
            notes.println(
                    "%s of the trials of %s do not lie in the space of today and are left out.\nMaybe give a new axis a 'default', its value in those trials; what is fixed must be as it was then."
                            .formatted(past.outside(), file));
            notes.flush();
        }
    }

    private static void check(Ledger ledger, String name, String value) {
        String begun = ledger.remember(name, value);
        if (!begun.equals(value)) {
            throw new StudyException(
                    "the study %s was begun with --%s %s, but now it is %s.\nMaybe begin another study with --warm-start %s, which learns from this one."
                            .formatted(ledger.file(), name, begun, value, ledger.file()));
        }
    }
}
