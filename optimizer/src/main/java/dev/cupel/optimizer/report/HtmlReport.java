package dev.cupel.optimizer.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes a {@link Report} as one HTML file that needs nothing beside it. */
public final class HtmlReport {

    private HtmlReport() {}

    /** The page as text; the same report gives the same characters. */
    public static String text(Report report) {
        return Page.html(report);
    }

    /**
     * Writes the page to a file in UTF-8, over what is there: whoever opens it sees the old page or the new one,
     * and several programs may write it at the same time.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Report report, Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            Files.writeString(part, text(report), StandardCharsets.UTF_8);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
