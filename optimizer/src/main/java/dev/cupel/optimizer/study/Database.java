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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file, held by one process at a time; a second one is refused with a sentence. What a method wrote is on the disk
 * when it returns.
 */
final class Database implements AutoCloseable {

    private final Path file;
    private final Connection connection;

    private Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param schema commands that make the tables that are not there yet, separated by semicolons
     * @param stranger a table that only another kind of file has
     * @throws StudyException if the file cannot be written, is no database, or is held by another process
     */
    static Database open(Path file, String schema, String stranger) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try {
                begin(connection);
                refuse(stranger, file, connection);
                create(schema, connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return new Database(file, connection);
        } catch (IOException e) {
            throw new StudyException(
                    "the study %s cannot be written: %s\nMaybe choose another folder by 'output:', or free the disk."
                            .formatted(file, e),
                    e);
        } catch (SQLException e) {
            throw new StudyException("the study %s cannot be opened: %s\n%s".formatted(file, e.getMessage(), hint(e)),
                    e);
        }
    }

    private static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
        }
    }

    private static void refuse(String stranger, Path file, Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, stranger, null)) {
            if (tables.next()) {
                throw new StudyException(
                        "the study %s must be of the same command, but it is of another: it has a table '%s'.\nMaybe choose another file: 'cupel run' and 'cupel search' keep different ones."
                                .formatted(file, stranger));
            }
        }
    }

    private static void create(String schema, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String command : schema.split(";")) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
        }
    }

    private static String hint(SQLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("BUSY") || message.contains("locked")) {
            return "Maybe another cupel is running this experiment: wait for it, or stop it.";
        }
        if (message.contains("NOTADB") || message.contains("not a database")) {
            return "Maybe it is another kind of file: move it away, or choose another folder by 'output:'.";
        }
        return "Maybe the disk is full or the folder not writable: free it, or choose another one by 'output:'. "
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
        } catch (SQLException e) {
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
