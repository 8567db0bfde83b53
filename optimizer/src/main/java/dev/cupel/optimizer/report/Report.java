package dev.cupel.optimizer.report;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Everything that a report says about one experiment.
 *
 * <p>Scores are in the unit of the experiment (the page names none but what {@link Objective} says); larger is
 * better everywhere. Lists that belong to {@link #objectives} or {@link #axes} have their order and length.
 *
 * @param name the experiment's name
 * @param started when the first run of the experiment began
 * @param finished when the last trial ended
 * @param best the merge that the search recommends
 * @param objectives what was scored, without the total
 * @param heldOut scores on prompts and seeds that the search never saw: the ones to believe
 * @param search scores on the prompts of the search: they flatter the winner
 * @param axes what the search was free to change
 * @param trials every trial in the order of its index, failed ones too
 * @param pictures tables of pictures side by side, such as one for the held-out prompts and one per LoRA
 * @param front the front that was searched, if it was one
 * @param finals how the best trials compare on fresh seeds, if they were drawn again
 * @param provenance what is needed to check and to repeat all this
 * @param commands how to repeat it, in the order to type them
 */
public record Report(String name, Instant started, Instant finished, BestMerge best, List<Objective> objectives,
        ScoreTable heldOut, ScoreTable search, List<Axis> axes, List<Trial> trials, List<PictureTable> pictures,
        Optional<Front> front, Optional<Finals> finals, Provenance provenance, List<Command> commands) {

    public Report {
        objectives = List.copyOf(objectives);
        axes = List.copyOf(axes);
        trials = List.copyOf(trials);
        pictures = List.copyOf(pictures);
        commands = List.copyOf(commands);
        heldOut.check("held-out scores", objectives.size());
        search.check("search scores", objectives.size());
        for (Trial trial : trials) {
            trial.check(objectives.size(), axes.size());
        }
    }

    /**
     * The coefficients of one merge. A block's effective coefficient is alpha times its weight: in {@code add_difference} 0
     * keeps the new base, and 1 carries the whole change of the tuned model over.
     *
     * @param alpha the global coefficient
     * @param weights 26 factors of alpha in the order BASE, IN00..IN11, M00, OUT00..OUT11
     * @param parts factors of alpha for parts of blocks that do not follow their block: TIME_EMBED, OUT, CLIP, VAE
     * @param rules weights of single elements as {@code cupel merge --rule} takes them, in their order
     * @param beta the method's second number with its weights, as text; empty if it has none
     */
    public record Coefficients(double alpha, List<Double> weights, Map<String, Double> parts, List<String> rules,
            String beta) {

        static final String TEXT_ENCODER = "CLIP";

        public Coefficients {
            weights = List.copyOf(weights);
            parts = Collections.unmodifiableMap(new TreeMap<>(parts));
            rules = List.copyOf(rules);
            require(weights.size() == Blocks.NAMES.size(), "block weights", weights.size(), Blocks.NAMES.size());
        }

        /** The factor of alpha for the text encoder: its own, or that of BASE. */
        double textEncoderWeight() {
            return parts.getOrDefault(TEXT_ENCODER, weights.getFirst());
        }
    }

    /**
     * What a merge computes.
     *
     * @param method the method's name, such as {@code add_difference}
     * @param settings its own numbers and switches, such as {@code k=0.35}; empty if it has none
     * @param meaning the formula in words, of the models A, B and C
     * @param clip the limits of the result as the experiment file has them; {@code none} if there are none
     */
    public record Formula(String method, String settings, String meaning, String clip) {

        /** The method with its settings. */
        public String text() {
            return settings.isEmpty() ? method : method + " " + settings;
        }

        /** Whether a coefficient is the share of the tuned model's change that is carried over. */
        boolean carriesChange() {
            return method.equals("add_difference");
        }
    }

    /**
     * The merge that the search recommends.
     *
     * @param trial index of the trial that tried it
     * @param coefficients its alpha and weights
     * @param formula what it computes with them
     * @param vae which autoencoder it carries, such as {@code new_base}
     * @param precision of the saved checkpoint, such as {@code fp16}
     * @param file name of the saved checkpoint, or of where it would be
     * @param sha256 of that file, 64 hex digits; empty if it was not saved
     * @param recipe its recipe as JSON
     */
    public record BestMerge(int trial, Coefficients coefficients, Formula formula, String vae, String precision,
            String file,
            String sha256, String recipe) {}

    /**
     * One thing that was scored.
     *
     * @param name as in the experiment file, such as {@code fidelity}
     * @param meaning one sentence: what it compares, in which unit, within which range
     */
    public record Objective(String name, String meaning) {}

    /** A number with its uncertainty, or the reason why there is none. */
    public sealed interface Score {

        /**
         * A measured score or difference.
         *
         * @param mean the estimate
         * @param standardError its standard error, 0 or more
         * @param low lower end of its 95 % interval
         * @param high upper end of its 95 % interval
         */
        record Measured(double mean, double standardError, double low, double high) implements Score {

            public Measured {
                if (!(low <= mean && mean <= high && standardError >= 0)) {
                    throw new IllegalArgumentException(
                            """
                                    a score must lie in its interval and have a standard error of 0 or more, but %s ± %s [%s, %s].
                                    Maybe a NaN came through: report it as Score.Missing with its cause."""
                                    .formatted(mean,
                                            standardError, low, high));
                }
            }

            /** Whether the interval leaves 0 out: for a difference, whether the two are distinguishable. */
            public boolean distinguishable() {
                return low > 0 || high < 0;
            }
        }

        /**
         * A score that could not be measured; it is not 0.
         *
         * @param cause why, such as {@code no picture shows a person}; may be empty
         */
        record Missing(String cause) implements Score {}
    }

    /** Whose scores a row shows. */
    public enum Contender {
        /** The merge that the search recommends. */
        FOUND,
        /** The best merge with one alpha for all blocks. */
        BEST_UNIFORM,
        /** The model whose style is carried over. */
        TUNED,
        /** The model that it is carried onto. */
        NEW_BASE
    }

    /**
     * One column of a row.
     *
     * @param score the row's own score
     * @param foundAhead by how much the found merge is ahead of this row on the same prompts and seeds (paired);
     *        missing in the row of the found merge itself
     */
    public record Cell(Score score, Score foundAhead) {}

    /**
     * The scores of one contender.
     *
     * @param contender whose scores
     * @param alpha the uniform alpha of {@link Contender#BEST_UNIFORM}; else empty
     * @param total the total score
     * @param objectives one cell per objective of the report
     */
    public record Row(Contender contender, OptionalDouble alpha, Cell total, List<Cell> objectives) {

        public Row {
            objectives = List.copyOf(objectives);
        }
    }

    /**
     * Scores of the contenders on one set of prompts.
     *
     * @param prompts how many prompts
     * @param pictures how many pictures each contender drew
     * @param rows one per contender, {@link Contender#FOUND} first; none if nothing was measured
     */
    public record ScoreTable(int prompts, int pictures, List<Row> rows) {

        public ScoreTable {
            rows = List.copyOf(rows);
        }

        private void check(String where, int objectives) {
            for (Row row : rows) {
                require(row.objectives().size() == objectives, where + " of " + row.contender() + ": cells",
                        row.objectives().size(), objectives);
            }
        }
    }

    /**
     * A number that the search was free to change.
     *
     * @param name as in the experiment file, such as {@code alpha} or {@code OUT09..OUT11}
     * @param low smallest value
     * @param high largest value
     * @param options what it chooses from, if it is a choice: its value is the place of one; else none
     * @param importance how strongly the score depends on it, 0 or more, such as 1 / length scale; empty if unknown
     */
    public record Axis(String name, double low, double high, List<String> options, OptionalDouble importance) {

        public Axis {
            options = List.copyOf(options);
        }

        /** A range of numbers. */
        public Axis(String name, double low, double high, OptionalDouble importance) {
            this(name, low, high, List.of(), importance);
        }
    }

    /**
     * Trials that no other surpasses in all objectives that were searched together.
     *
     * @param objectives places of these in {@link Report#objectives}, two or more
     * @param trials indices of the trials, the highest in the first objective first
     */
    public record Front(List<Integer> objectives, List<Integer> trials) {

        public Front {
            objectives = List.copyOf(objectives);
            trials = List.copyOf(trials);
        }
    }

    /**
     * The best trials, drawn again with seeds that the search never used.
     *
     * @param draws how often each was drawn again
     * @param finalists in the order of what the search believed of them, the best first
     */
    public record Finals(int draws, List<Finalist> finalists) {

        public Finals {
            finalists = List.copyOf(finalists);
        }
    }

    /**
     * One of the best trials.
     *
     * @param trial its index
     * @param search its total on the seeds of the search
     * @param fresh its total on the others
     * @param all its total on both together, by which the found one was chosen
     * @param foundAhead by how much the found merge is ahead of it by that (paired); missing for the found merge itself
     */
    public record Finalist(int trial, Score search, Score fresh, Score all, Score foundAhead) {}

    /** Who proposed a trial. */
    public enum Origin {
        /** A merge that everyone would try: a uniform alpha or a parent. */
        BASELINE,
        /** A point of the space-filling start. */
        SOBOL,
        /** The search's own proposal. */
        ACQUISITION,
        /** The merge of an earlier trial, drawn again with other seeds. */
        REPLICATION
    }

    /** How a trial ended. */
    public sealed interface Outcome {

        /**
         * It was scored on the prompts of the search.
         *
         * @param total the total score
         * @param objectives one score per objective of the report
         * @param bestSoFar posterior mean of the best point known after this trial; empty while there is no model
         */
        record Scored(Score.Measured total, List<Score> objectives, OptionalDouble bestSoFar) implements Outcome {

            public Scored {
                objectives = List.copyOf(objectives);
            }
        }

        /**
         * It was stopped, as it could not catch up with another trial.
         *
         * @param total what the total would be, by the prompts that both trials have drawn
         * @param rival index of the other trial
         * @param behind by how much it is behind, above 0
         * @param pictures how many pictures it has drawn
         * @param of how many pictures a whole trial draws
         * @param bestSoFar posterior mean of the best point known after this trial; empty while there is no model
         */
        record Stopped(Score.Measured total, int rival, double behind, int pictures, int of,
                OptionalDouble bestSoFar) implements Outcome {}

        /**
         * It failed; the search went on.
         *
         * @param cause one line
         */
        record Failed(String cause) implements Outcome {}
    }

    /**
     * Where the time of a trial went.
     *
     * @param merge applying the recipe to the live weights, in seconds
     * @param draw drawing the pictures, in seconds
     * @param score scoring them, in seconds
     * @param search proposing the trial, in seconds
     */
    public record Seconds(double merge, double draw, double score, double search) {

        /** All parts together, in seconds. */
        public double total() {
            return merge + draw + score + search;
        }
    }

    /**
     * One trial.
     *
     * @param index its number in the study
     * @param origin who proposed it
     * @param method its method with the settings, such as {@code ties_sum k=0.35}
     * @param coefficients its alpha and weights
     * @param point its value on each axis of the report; NaN where an axis does not count
     * @param outcome its scores or why it has none
     * @param seconds where its time went
     * @param recipe its recipe as JSON
     * @param twin the number of an earlier trial with the same weights by another recipe; empty if there is none
     */
    public record Trial(int index, Origin origin, String method, Coefficients coefficients, List<Double> point,
            Outcome outcome, Seconds seconds, String recipe, OptionalInt twin) {

        /** A trial whose weights no earlier one has. */
        public Trial(int index, Origin origin, String method, Coefficients coefficients, List<Double> point,
                Outcome outcome, Seconds seconds, String recipe) {
            this(index, origin, method, coefficients, point, outcome, seconds, recipe, OptionalInt.empty());
        }

        public Trial {
            point = List.copyOf(point);
        }

        private void check(int objectives, int axes) {
            require(point.size() == axes, "trial " + index + ": values", point.size(), axes);
            if (outcome instanceof Outcome.Scored scored) {
                require(scored.objectives().size() == objectives, "trial " + index + ": scores",
                        scored.objectives().size(), objectives);
            }
        }
    }

    /**
     * Pictures side by side.
     *
     * @param title heading, such as {@code Held-out prompts}
     * @param note one or two sentences on what to look for; may be empty
     * @param columns who drew them, such as {@code Tuned}, {@code Found merge}, {@code New base}
     * @param rows one per prompt and seed
     */
    public record PictureTable(String title, String note, List<String> columns, List<PictureRow> rows) {

        public PictureTable {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            for (PictureRow row : rows) {
                require(row.pictures().size() == columns.size(), title + ": pictures of a row", row.pictures().size(),
                        columns.size());
            }
        }
    }

    /**
     * Pictures of one prompt and seed.
     *
     * @param prompt the prompt
     * @param seed the seed
     * @param pictures a PNG file per column; an empty array if there is none
     */
    public record PictureRow(String prompt, long seed, List<byte[]> pictures) {

        public PictureRow {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * A file that the experiment read.
     *
     * @param role what it was, such as {@code new base} or {@code LoRA}
     * @param file its path as in the experiment
     * @param sha256 64 hex digits
     * @param shortHash the web UI's short hash; may be empty
     */
    public record Input(String role, String file, String sha256, String shortHash) {}

    /**
     * A fact of the record.
     *
     * @param name such as {@code PyTorch} or {@code search seed}
     * @param value such as {@code 2.7.1}
     */
    public record Fact(String name, String value) {}

    /**
     * What is needed to check and to repeat an experiment.
     *
     * @param inputs every file that was read
     * @param configuration the effective configuration, as text
     * @param seeds every seed
     * @param versions Cupel, DJL, PyTorch, Java, operating system
     * @param machine processor, cores, memory, accelerator
     * @param commandLine how the experiment was started
     */
    public record Provenance(List<Input> inputs, String configuration, List<Fact> seeds, List<Fact> versions,
            List<Fact> machine, String commandLine) {

        public Provenance {
            inputs = List.copyOf(inputs);
            seeds = List.copyOf(seeds);
            versions = List.copyOf(versions);
            machine = List.copyOf(machine);
        }
    }

    /**
     * A command that repeats a part of the work.
     *
     * @param purpose what it gives, such as {@code Rebuild the checkpoint}
     * @param line what to type
     */
    public record Command(String purpose, String line) {}

    private static void require(boolean fits, String what, int actual, int expected) {
        if (!fits) {
            throw new IllegalArgumentException("""
                    report: there must be %d %s, but there are %d.
                    Maybe give them in the order of the list that they belong to.""".formatted(expected, what, actual));
        }
    }
}
