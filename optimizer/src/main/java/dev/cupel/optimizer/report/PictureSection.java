package dev.cupel.optimizer.report;

import static dev.cupel.optimizer.report.Html.each;
import static dev.cupel.optimizer.report.Html.escape;

import dev.cupel.optimizer.report.Report.PictureRow;
import dev.cupel.optimizer.report.Report.PictureTable;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** Pictures of the same prompt and seed side by side, inside the page as data. */
final class PictureSection {

    /** Rows shown at once; the others open on a click. */
    private static final int SHOWN = 8;

    /** Pictures beside each other; more are set in lines. */
    private static final int BESIDE = 6;

    /** Pictures no wider than this are enlarged without smoothing. */
    private static final int SMALL = 128;

    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    /** Where a PNG file says its width and height: after signature, chunk length and chunk type. */
    private static final int PNG_WIDTH = 16;
    private static final int PNG_HEIGHT = 20;

    private PictureSection() {}

    static String html(List<PictureTable> tables) {
        return tables.isEmpty() ? "<p>No pictures were kept.</p>" : each(tables, PictureSection::table);
    }

    private static String table(PictureTable table) {
        List<PictureRow> rows = table.rows();
        int shown = Math.min(SHOWN, rows.size());
        String more = rows.size() == shown
                ? ""
                : Html.closed("%d more".formatted(rows.size() - shown),
                        rows(table, rows.subList(shown, rows.size())));
        String note = table.note().isEmpty() ? "" : "<p>" + escape(table.note()) + "</p>";
        return "<h3>%s</h3>\n%s\n%s\n%s".formatted(escape(table.title()), note, rows(table, rows.subList(0, shown)),
                more);
    }

    private static String rows(PictureTable table, List<PictureRow> rows) {
        return "<div class=\"picture-rows\">\n" + each(rows, row -> row(table, row)) + "\n</div>";
    }

    private static String row(PictureTable table, PictureRow row) {
        StringBuilder cells = new StringBuilder();
        for (int i = 0; i < table.columns().size(); i++) {
            cells.append(cell(table.columns().get(i), row, row.pictures().get(i)));
        }
        return """
                <figure class="picture-row">
                <figcaption><bdi>%s</bdi> <span class="seed">seed&nbsp;%s</span></figcaption>
                <div class="pictures" style="--columns:%d">
                %s</div>
                </figure>""".formatted(row.prompt().isEmpty() ? "<i>empty prompt</i>" : escape(row.prompt()),
                row.seed(), beside(table.columns().size()), cells);
    }

    /** How many pictures a line has, so that all lines are about as long. */
    private static int beside(int pictures) {
        return Math.ceilDiv(pictures, Math.ceilDiv(pictures, BESIDE));
    }

    private static String cell(String column, PictureRow row, byte[] png) {
        if (png.length == 0) {
            return "<div class=\"picture\"><div class=\"none\">not drawn</div><span>%s</span></div>\n"
                    .formatted(escape(column));
        }
        ByteBuffer file = ByteBuffer.wrap(png);
        if (png.length < PNG_HEIGHT + Integer.BYTES || file.getLong(0) != PNG_SIGNATURE) {
            throw new IllegalArgumentException("""
                    picture '%s' of prompt '%s', seed %d: it must be a PNG file, but these %d bytes are none.
                    Maybe give the bytes of the file, not its pixels.""".formatted(column, row.prompt(), row.seed(),
                    png.length));
        }
        int width = file.getInt(PNG_WIDTH);
        return """
                <button type="button" class="picture" aria-label="%1$s: enlarge"><img class="%2$s" width="%3$d" \
                height="%4$d" decoding="async" alt="%1$s, seed %5$d: %6$s" src="data:image/png;base64,%7$s">\
                <span>%1$s</span></button>
                """.formatted(escape(column), width <= SMALL ? "small" : "large", width, file.getInt(PNG_HEIGHT),
                row.seed(), escape(row.prompt()), Base64.getEncoder().encodeToString(png));
    }
}
