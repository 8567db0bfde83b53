package dev.cupel.optimizer.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file, held by one process at a time; a second one is refused with a sentence, but may read. What a method wrote is on
 * the disk when it returns.
 */
final class Database implements AutoCloseable {

    private final Path file;
    private final Connection connection;
    private final Optional<Snapshot> snapshot;

    private Database(Path file, Connection connection, Optional<Snapshot> snapshot) {
        this.file = file;
        this.connection = connection;
        this.snapshot = snapshot;
    }

    /**
     * What a file holds.
     *
     * @param command which of the program's commands keeps such files
     * @param own a table that only such files have
     * @param facts the table of names and values, of which one is the format
     * @param format that this program knows
     * @param schema commands {@code CREATE TABLE IF NOT EXISTS name …}, separated by semicolons
     */
    record Kind(String command, String own, String facts, String format, String schema) {
        private static final String CREATE = "CREATE TABLE IF NOT EXISTS ";

        private String[] commands() {
            return schema.strip().split(";\\s*");
        }

        /** The commands that make those tables for this connection alone that are not there. */
        private String[] lacking(List<String> tables) {
            return Arrays.stream(commands()).map(command -> command.substring(CREATE.length()))
                    .filter(table -> !tables.contains(table.substring(0, table.indexOf(' '))))
                    .map(table -> "CREATE TEMP TABLE " + table).toArray(String[]::new);
        }
    }

    /**
     * Opens a file, or begins one.
     *
     * @throws StudyException if the file cannot be written, is of another kind, or is held by another process
     */
    static Database open(Path file, Kind kind) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + literal(file));
            return checked(new Database(file, connection, Optional.empty()), kind, database -> {
                execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
                database.refuseOthers(kind, true); // before anything is written
                execute(connection, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL");
                database.create(kind);
            });
        } catch (IOException e) {
            throw new StudyException(
                    "the study %s cannot be written: %s\nMaybe choose another folder, or free the disk."
                            .formatted(file, e),
                    e);
        } catch (SQLException e) {
            throw unopened(file, e);
        }
    }

    /**
     * Opens a file to read what it holds at this moment; another process may hold it. Nothing is written.
     *
     * @throws StudyException if there is no such file, or it is of another kind
     */
    static Database read(Path file, Kind kind) {
        if (!Files.isRegularFile(file)) {
            throw new StudyException("there is no study %s to read.\nMaybe its path is misspelt.".formatted(file));
        }
        try {
            Snapshot snapshot = Snapshot.of(file);
            Connection connection = DriverManager.getConnection(snapshot.url());
            return checked(new Database(file, connection, Optional.of(snapshot)), kind, database -> {
                database.refuseOthers(kind, false);
                execute(connection, kind.lacking(database.tables())); // an older version knew fewer
                execute(connection, "PRAGMA query_only = ON");
            });
        } catch (IOException e) {
            throw new StudyException("""
                    the study %s cannot be read: %s
                    Maybe it may not be read, or the disk has no room for a copy of it.""".formatted(file, e), e);
        } catch (SQLException e) {
            throw unopened(file, e);
        }
    }

    /** The name as a URI: by themselves :memory:, file:… and what follows a question mark have a meaning of their own. */
    private static String literal(Path file) {
        String uri = file.toUri().toString();
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri; // a folder, which is refused as a file
    }

    private interface Beginning {
        void begin(Database database) throws SQLException;
    }

    /** The database, begun and of a format that is known, or closed. */
    private static Database checked(Database database, Kind kind, Beginning beginning) throws SQLException {
        boolean usable = false;
        try {
            beginning.begin(database);
            database.checkFormat(kind);
            usable = true;
            return database;
        } finally {
            if (!usable) {
                database.close();
            }
        }
    }

    private static StudyException unopened(Path file, SQLException e) {
        return new StudyException("the study %s cannot be opened: %s\n%s".formatted(file, e.getMessage(), hint(e)), e);
    }

    private static void execute(Connection connection, String... commands) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    /** Refuses a file that has tables, and not those of its kind. */
    private void refuseOthers(Kind kind, boolean mayBeEmpty) throws SQLException {
        List<String> tables = tables();
        if (!tables.contains(kind.own()) && !(mayBeEmpty && tables.isEmpty())) {
            throw new StudyException(
                    """
                            the study %s must be one of '%s', with a table '%s', but it is of another program or command: its tables are %s.
                            Maybe choose another file: 'cupel run' and 'cupel search' keep different ones."""
                            .formatted(file,
                                    kind.command(), kind.own(), tables));
        }
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet names = statement.executeQuery("SELECT name FROM sqlite_master WHERE type = 'table'")) {
            while (names.next()) {
                tables.add(names.getString(1));
            }
        }
        return tables;
    }

    /** Makes all tables or, if the process is killed meanwhile, none. */
    private void create(Kind kind) throws SQLException {
        execute(connection, "BEGIN");
        execute(connection, kind.commands());
        execute(connection, "INSERT OR IGNORE INTO %s VALUES ('format', '%s')".formatted(kind.facts(), kind.format()),
                "COMMIT");
    }

    private void checkFormat(Kind kind) {
        String format = query("SELECT value FROM %s WHERE name = 'format'".formatted(kind.facts()),
                row -> row.getString(1)).stream().findFirst().orElse(kind.format());
        if (!format.equals(kind.format())) {
            throw new StudyException(
                    "the study %s has format %s, but this program knows %s.\nUse the version of Cupel that began it, or move the file away."
                            .formatted(file, format, kind.format()));
        }
    }

    private static String hint(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("BUSY") || message.contains("locked")) {
            return "Maybe another cupel is running with it: wait for it, or stop it.";
        }
        if (message.contains("NOTADB") || message.contains("not a database")) {
            return "Maybe it is another kind of file: move it away, or choose another one.";
        }
        return "Maybe the disk is full or the folder not writable: free it, or choose another one. "
                + "What was finished before is safe.";
    }

    /** Where it lies. */
    Path file() {
        return file;
    }

    /** Ends the use of the file. */
    @Override
    public void close() {
        try {
            connection.close();
            if (snapshot.isPresent()) {
                snapshot.get().close();
            }
        } catch (SQLException | IOException e) {
            throw new StudyException("the study %s could not be closed: %s\nWhat was finished before is safe."
                    .formatted(file, e.getMessage()), e);
        }
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> query(String sql, RowReader<T> reader, Object... arguments) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            List<T> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    void update(String sql, @Nullable Object... arguments) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments)
            throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }

    void transaction(Runnable work) {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } finally {
                connection.rollback(); // nothing is left to roll back after a commit
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private StudyException failure(SQLException e) {
        return new StudyException("the study %s failed: %s\n%s".formatted(file, e.getMessage(), hint(e)), e);
    }
}
