package dev.cupel.optimizer.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cupel.optimizer.search.Outcome;
import dev.cupel.optimizer.search.Proposal;
import dev.cupel.optimizer.search.Recommendation;
import dev.cupel.optimizer.search.SearchException;
import dev.cupel.optimizer.search.Searcher;
import dev.cupel.optimizer.study.Ledger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A conversation, one JSON object a line.
 *
 * <pre>
 * it prints                                      the other program writes
 * {"id":0,"ask":{"x":0.3,"k":"a"}}               {"id":0,"tell":1.25}   higher is better
 *                                                {"id":0,"tell":{"value":v,"variance":s2}}   a mean of several measurements
 *                                                {"id":0,"tell":"failed"}
 *                                                {"id":0,"tell":[1,2]}  of several objectives
 *                                                {"id":0,"tell":{"value":v,"limits":{"broken":0.2}}}   measures with limits
 * {"best":{"id":4,"values":{…},"mean":m,…}}      {"best":true}          at any time; printed after the last of the trials as well
 * {"best":{…},"front":[{…},…]}                                          the same of several objectives
 * {"id":1,"ask":{…}}                             {"ask":true}           one more, beyond those that are printed ahead; {"ask":3}
 * {"id":2,"ask":{…}}                             {"enqueue":{"x":0.5,"k":"b"}}   ask this now
 * {"id":3,"added":{…}}                           {"values":{"x":1,"k":"b"},"tell":2}   known already
 * {"error":"…","hint":"…"}                       what cannot be used is answered so, and changes nothing
 * </pre>
 *
 * <p>As many asks as {@code parallel} are printed ahead; a tell is followed by the next one. With a ledger, each ask and tell is on
 * the disk before the next line is printed, and what was asked but not told is printed again under the same number when
 * the search goes on. It ends after {@code trials} tells with the best, or without a word when the input
 * ends.
 */
final class Dialogue {
    private final Settings settings;
    private final Searcher searcher;
    private final Optional<Ledger> ledger;
    private final Plan plan;
    private final PrintWriter out;
    private int next;
    private int told;

    /**
     * How long to go on.
     *
     * @param parallel how many asks are printed ahead, at least 1
     * @param trials how many tells end it; empty for no end
     */
    record Plan(int parallel, OptionalInt trials) {

        boolean finished(int told) {
            return trials.isPresent() && told >= trials.getAsInt();
        }
    }

    /**
     * Prepares a conversation.
     *
     * @param searcher new
     * @param ledger where asks and tells are kept; empty to keep none
     * @param out what is printed; flushed after each line
     */
    Dialogue(Settings settings, Searcher searcher, Optional<Ledger> ledger, Plan plan, PrintWriter out) {
        this.settings = settings;
        this.searcher = searcher;
        this.ledger = ledger;
        this.plan = plan;
        this.out = out;
    }

    /** Tells the searcher what was told before, and prints again what was only asked. */
    void restore(PastTrials past) {
        for (PastTrials.PastTrial trial : past.trials()) {
            Proposal proposal = searcher.adopt(trial.id(), trial.point(), trial.values());
            if (trial.outcome().isPresent()) {
                searcher.tell(trial.id(), trial.outcome().get());
                told++;
            } else {
                print("ask", proposal);
            }
        }
        next = past.next();
        searcher.startAt(next);
    }

    /** Talks until enough is told or the input ends. */
    void run(BufferedReader in) throws IOException {
        Lines lines = new Lines(in);
        askAhead();
        boolean open = true;
        // an error: nobody reads any more
        while (open && !plan.finished(told) && !out.checkError()) {
            try {
                Optional<String> line = lines.next();
                open = line.isPresent();
                line.filter(text -> !text.isEmpty()).map(Message::parse).ifPresent(this::hear);
            } catch (DialogueException | SearchException e) {
                refuse(e);
            }
        }
        if (plan.finished(told)) {
            best();
        }
    }

    private void hear(Message message) {
        switch (message) {
            case Message.Tell(int id, Outcome outcome) -> tell(id, outcome);
            case Message.Add(JsonNode values, Outcome outcome) -> {
                searcher.check("values", outcome); // before it is pending and in the ledger
                Proposal proposal = adopt(values);
                print("added", proposal);
                tell(proposal.index(), outcome);
            }
            case Message.Enqueue(JsonNode values) -> print("ask", adopt(values));
            case Message.Ask(int count) -> {
                for (int i = 0; i < count; i++) {
                    ask();
                }
            }
            case Message.Best() -> best();
        }
    }

    private void askAhead() {
        while (searcher.pending().size() < plan.parallel() && !plan.finished(told + searcher.pending().size())) {
            ask();
        }
    }

    private void ask() {
        print("ask", kept(searcher.ask()));
    }

    private Proposal adopt(JsonNode values) {
        Settings.Written written = settings.written(values);
        return kept(searcher.adopt(next, written.point(), written.values()));
    }

    private Proposal kept(Proposal proposal) {
        next = proposal.index() + 1;
        ledger.ifPresent(open -> open.asked(proposal.index(),
                open.space(settings.searched().space().toString()), proposal.origin().name().toLowerCase(Locale.ROOT),
                Message.JSON.valueToTree(proposal.point()).toString(), settings.json(proposal.values()).toString()));
        return proposal;
    }

    private void tell(int id, Outcome outcome) {
        searcher.tell(id, outcome);
        ledger.ifPresent(open -> open.told(id, PastTrials.json(outcome).toString()));
        told++;
        askAhead();
    }

    private void best() {
        try {
            Recommendation recommended = searcher.recommend();
            ObjectNode line = Message.JSON.createObjectNode();
            line.set("best", json(recommended));
            if (recommended.means().size() > 1) {
                ArrayNode front = line.putArray("front");
                searcher.front().forEach(one -> front.add(json(one)));
            }
            print(line);
        } catch (SearchException e) {
            refuse(e);
        }
    }

    private ObjectNode json(Recommendation one) {
        ObjectNode json = Message.JSON.createObjectNode().put("id", one.index());
        json.set("values", settings.json(one.values()));
        boolean several = one.means().size() > 1;
        json.set("mean", Message.JSON.valueToTree(several ? one.means() : one.mean()));
        json.set("deviation", Message.JSON.valueToTree(several ? one.deviations() : one.deviation()));
        if (!settings.searched().goal().limits().isEmpty()) {
            json.put("holds", one.probability());
        }
        return json;
    }

    private void refuse(RuntimeException e) {
        String[] words = String.valueOf(e.getMessage()).split("\n", 2);
        print(Message.JSON.createObjectNode().put("error", words[0]).put("hint", words.length > 1 ? words[1] : ""));
    }

    private void print(String what, Proposal proposal) {
        ObjectNode line = Message.JSON.createObjectNode().put("id", proposal.index());
        line.set(what, settings.json(proposal.values()));
        print(line);
    }

    private void print(ObjectNode line) {
        out.println(line);
        out.flush();
    }
}
