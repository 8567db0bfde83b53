package dev.cupel.optimizer.study;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one experiment, in one SQLite file.
 *
 * <p>Everything is committed, and on the disk, when a method returns. Numbers are kept bit by bit. One process at a time may hold a
 * study: a second one is refused with a sentence, but may {@linkplain #read read} it.
 */
public final class Study implements AutoCloseable {

    private static final Database.Kind KIND = new Database.Kind("cupel run", "trial", "fact", "1", """
            CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS trial (
                id INTEGER PRIMARY KEY, origin TEXT NOT NULL, point BLOB NOT NULL, recipe TEXT NOT NULL,
                weights_hash TEXT NOT NULL, total REAL, standard_error REAL, best_mean REAL, failure TEXT,
                search_seconds REAL NOT NULL, merge_seconds REAL NOT NULL, draw_seconds REAL NOT NULL,
                score_seconds REAL NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS stopped (trial INTEGER PRIMARY KEY, rival INTEGER NOT NULL) STRICT;
            CREATE TABLE IF NOT EXISTS measure (
                subject TEXT NOT NULL, picture TEXT NOT NULL, name TEXT NOT NULL, value REAL NOT NULL,
                PRIMARY KEY (subject, picture, name)) STRICT, WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS measured (
                subject TEXT NOT NULL, picture TEXT NOT NULL, PRIMARY KEY (subject, picture)) STRICT;
            CREATE TABLE IF NOT EXISTS picture (
                subject TEXT NOT NULL, name TEXT NOT NULL, png BLOB NOT NULL, PRIMARY KEY (subject, name)) STRICT;
            """);

    private static final String TRIALS = "SELECT * FROM trial LEFT JOIN stopped ON stopped.trial = trial.id ";

    private final Database database;

    private Study(Database database) {
        this.database = database;
    }

    /**
     * Opens a study, or begins one.
     *
     * @param file the SQLite file; its folder is made if need be
     * @throws StudyException if the file cannot be written, is no study, or is held by another process
     */
    public static Study open(Path file) {
        return new Study(Database.open(file, KIND));
    }

    /**
     * Opens a study to read what it holds at this moment; another process may hold it. Nothing can be kept in it.
     *
     * @throws StudyException if there is no such file, or it is no study
     */
    public static Study read(Path file) {
        return new Study(Database.read(file, KIND));
    }

    /** Where the study lies. */
    public Path file() {
        return database.file();
    }

    /** A fact about the experiment, such as its seed or the hash of an input. */
    public Optional<String> fact(String name) {
        return database.query("SELECT value FROM fact WHERE name = ?", row -> row.getString(1), name).stream()
                .findFirst();
    }

    /** All facts, by name. */
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        database.query("SELECT name, value FROM fact ORDER BY name",
                row -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue()));
        return facts;
    }

    /** Keeps a fact, unless it is known already; returns what is known. */
    public String remember(String name, String value) {
        database.update("INSERT OR IGNORE INTO fact VALUES (?, ?)", name, value);
        return fact(name).orElseThrow();
    }

    /** Keeps a fact, in place of what was known. */
    public void replace(String name, String value) {
        database.update("INSERT OR REPLACE INTO fact VALUES (?, ?)", name, value);
    }

    /** All trials, in order. */
    public List<Trial> trials() {
        return database.query(TRIALS + "ORDER BY id", Study::trial);
    }

    /** The trial of a number, if it was begun. */
    public Optional<Trial> trial(int index) {
        return database.query(TRIALS + "WHERE id = ?", Study::trial, index).stream().findFirst();
    }

    /** The trials that evaluated these weights, in order. */
    public List<Trial> trials(String weightsHash) {
        return database.query(TRIALS + "WHERE weights_hash = ? ORDER BY id", Study::trial, weightsHash);
    }

    /** Keeps a trial that begins, or what came of it. */
    public void keep(Trial trial) {
        Double total = null;
        Double standardError = null;
        Double bestMean = null;
        String failure = null;
        switch (trial.outcome().orElse(null)) {
            case Trial.Outcome.Scored scored -> {
                total = scored.total();
                standardError = scored.standardError();
                bestMean = scored.bestMean();
            }
            case Trial.Outcome.Stopped stopped -> {
                total = stopped.total();
                standardError = stopped.standardError();
                bestMean = stopped.bestMean();
            }
            case Trial.Outcome.Failed failed -> failure = failed.cause();
            case null -> {}
        }
        List<@Nullable Object> row = Arrays.asList(trial.index(), trial.origin(), bytes(trial.point()), trial.recipe(),
                trial.weightsHash(), total, standardError, bestMean, failure, trial.seconds().search(),
                trial.seconds().merge(), trial.seconds().draw(), trial.seconds().score());
        database.transaction(() -> {
            database.update("INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    row.toArray());
            if (trial.outcome().orElse(null) instanceof Trial.Outcome.Stopped stopped) {
                database.update("INSERT OR REPLACE INTO stopped VALUES (?, ?)", trial.index(), stopped.rival());
            }
        });
    }

    /** Forgets a trial that has not ended, with what it has measured; nothing if there is none. */
    public void forget(int index) {
        if (trial(index).filter(trial -> trial.outcome().isEmpty()).isEmpty()) {
            return;
        }
        String subject = Subject.trial(index).key();
        database.transaction(() -> {
            database.update("DELETE FROM trial WHERE id = ?", index);
            database.update("DELETE FROM measured WHERE subject = ?", subject);
            database.update("DELETE FROM measure WHERE subject = ?", subject);
        });
    }

    /**
     * The measures of a subject's pictures: by picture, then by the measure's name. A picture without a measure has an
     * empty map.
     */
    public Map<String, Map<String, Double>> measures(Subject subject) {
        Map<String, Map<String, Double>> measures = new LinkedHashMap<>();
        database.query("SELECT picture FROM measured WHERE subject = ? ORDER BY rowid", row -> row.getString(1),
                subject.key())
                .forEach(picture -> measures.put(picture, new LinkedHashMap<>()));
        record Value(String picture, String name, double value) {}
        List<Value> values = database.query(
                "SELECT picture, name, value FROM measure WHERE subject = ? ORDER BY picture, name",
                row -> new Value(row.getString(1), row.getString(2), row.getDouble(3)), subject.key());
        values.forEach(value -> measures.getOrDefault(value.picture(), new LinkedHashMap<>()).put(value.name(),
                value.value()));
        return measures;
    }

    /**
     * Keeps the measures of some pictures, all or none.
     *
     * @param subject  whose pictures
     * @param measures by picture, then by the measure's name; only finite numbers
     * @param pngs     pictures to keep too, by name; may be empty
     */
    public void keep(Subject subject, Map<String, Map<String, Double>> measures, Map<String, byte[]> pngs) {
        database.transaction(() -> {
            measures.forEach((picture, values) -> {
                database.update("INSERT OR REPLACE INTO measured VALUES (?, ?)", subject.key(), picture);
                values.forEach((name, value) -> database.update("INSERT OR REPLACE INTO measure VALUES (?, ?, ?, ?)",
                        subject.key(), picture, name, value));
            });
            pngs.forEach(
                    (name, png) -> database.update("INSERT OR REPLACE INTO picture VALUES (?, ?, ?)", subject.key(),
                            name, png));
        });
    }

    /** A picture that was kept, as PNG. */
    public Optional<byte[]> png(Subject subject, String name) {
        return database
                .query("SELECT png FROM picture WHERE subject = ? AND name = ?", row -> row.getBytes(1), subject.key(),
                        name)
                .stream().findFirst();
    }

    /** Ends the use of the file. */
    @Override
    public void close() {
        database.close();
    }

    private static Trial trial(ResultSet row) throws SQLException {
        double total = row.getDouble("total");
        boolean scored = !row.wasNull();
        int rival = row.getInt("rival");
        boolean stopped = !row.wasNull();
        String failure = row.getString("failure");
        Optional<Trial.Outcome> outcome = Optional.empty();
        if (stopped) {
            outcome = Optional.of(new Trial.Outcome.Stopped(total, row.getDouble("standard_error"),
                    row.getDouble("best_mean"), rival));
        } else if (scored) {
            outcome = Optional.of(
                    new Trial.Outcome.Scored(total, row.getDouble("standard_error"), row.getDouble("best_mean")));
        } else if (failure != null) {
            outcome = Optional.of(new Trial.Outcome.Failed(failure));
        }
        return new Trial(row.getInt("id"), row.getString("origin"), numbers(row.getBytes("point")),
                row.getString("recipe"), row.getString("weights_hash"), outcome,
                new Trial.Seconds(row.getDouble("search_seconds"), row.getDouble("merge_seconds"),
                        row.getDouble("draw_seconds"), row.getDouble("score_seconds")));
    }

    private static byte[] bytes(List<Double> numbers) {
        ByteBuffer buffer = ByteBuffer.allocate(8 * numbers.size()).order(ByteOrder.LITTLE_ENDIAN);
        numbers.forEach(buffer::putDouble);
        return buffer.array();
    }

    private static List<Double> numbers(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Double> numbers = new ArrayList<>();
        while (buffer.hasRemaining()) {
            numbers.add(buffer.getDouble());
        }
        return numbers;
    }
}
