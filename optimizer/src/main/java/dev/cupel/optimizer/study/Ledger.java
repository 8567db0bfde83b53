package dev.cupel.optimizer.study;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The journal of a search that is driven by another program, in one SQLite file: what was asked and what was told, in order.
 *
 * <p>Everything is committed, and on the disk, when a method returns. One process at a time may hold a ledger; others may
 * {@linkplain #read read} it meanwhile.
 */
public final class Ledger implements AutoCloseable {

    private static final Database.Kind KIND = new Database.Kind("cupel search", "proposal", "search", "1",
            """
                    CREATE TABLE IF NOT EXISTS search (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
                    CREATE TABLE IF NOT EXISTS space (number INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE) STRICT;
                    CREATE TABLE IF NOT EXISTS proposal (
                        id INTEGER PRIMARY KEY, space INTEGER NOT NULL REFERENCES space (number), origin TEXT NOT NULL, point TEXT NOT NULL, setting TEXT NOT NULL) STRICT;
                    CREATE TABLE IF NOT EXISTS told (
                        number INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL UNIQUE REFERENCES proposal (id),
                        outcome TEXT NOT NULL) STRICT;
                    """);

    private final Database database;

    private Ledger(Database database) {
        this.database = database;
    }

    /**
     * Something that was asked.
     *
     * @param id      its number
     * @param space   the number of the space at that time
     * @param origin  who proposed it
     * @param point   its place in the unit cube at that time, JSON
     * @param setting its values by the names of the axes, JSON
     * @param outcome what was told of it, JSON; empty while it runs
     */
    public record Entry(int id, int space, String origin, String point, String setting, Optional<String> outcome) {}

    /**
     * Opens a ledger, or begins one.
     *
     * @param file the SQLite file; its folder is made if need be
     * @throws StudyException if the file cannot be written, is no ledger, or is held by another process
     */
    public static Ledger open(Path file) {
        return new Ledger(Database.open(file, KIND));
    }

    /**
     * Opens a ledger to read what it holds at this moment; another process may hold it. Nothing can be kept in it.
     *
     * @throws StudyException if there is no such file, or it is no ledger
     */
    public static Ledger read(Path file) {
        return new Ledger(Database.read(file, KIND));
    }

    /** Where the ledger lies. */
    public Path file() {
        return database.file();
    }

    /** Keeps a fact about the search unless it is known already; returns what is known. */
    public String remember(String name, String value) {
        database.update("INSERT OR IGNORE INTO search VALUES (?, ?)", name, value);
        return database.query("SELECT value FROM search WHERE name = ?", row -> row.getString(1), name).getFirst();
    }

    /** The names of the facts that are kept. */
    public Set<String> facts() {
        return new TreeSet<>(database.query("SELECT name FROM search", row -> row.getString(1)));
    }

    /** The number of a space; a description that is new gets a new one. */
    public int space(String description) {
        database.update("INSERT OR IGNORE INTO space (description) VALUES (?)", description);
        return knownSpace(description).orElseThrow();
    }

    /** The number of a space, if it has one. */
    public OptionalInt knownSpace(String description) {
        return database.query("SELECT number FROM space WHERE description = ?", row -> row.getInt(1), description)
                .stream().mapToInt(Integer::intValue).findFirst();
    }

    /** Keeps what is asked. */
    public void asked(int id, int space, String origin, String point, String setting) {
        database.update("INSERT INTO proposal VALUES (?, ?, ?, ?, ?)", id, space, origin, point, setting);
    }

    /** Keeps what was told of something that was asked. */
    public void told(int id, String outcome) {
        database.update("INSERT INTO told (id, outcome) VALUES (?, ?)", id, outcome);
    }

    /** What was told, in the order of the telling, then what was only asked, in the order of the asking. */
    public List<Entry> entries() {
        return database.query("""
                SELECT proposal.id, space, origin, point, setting, outcome FROM proposal LEFT JOIN told USING (id)
                ORDER BY number IS NULL, number, proposal.id""", Ledger::entry);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getInt(1), row.getInt(2), row.getString(3), row.getString(4), row.getString(5),
                Optional.ofNullable(row.getString(6)));
    }

    /** Ends the use of the file. */
    @Override
    public void close() {
        database.close();
    }
}
