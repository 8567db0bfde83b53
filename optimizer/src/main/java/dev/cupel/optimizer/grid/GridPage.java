package dev.cupel.optimizer.grid;

import dev.cupel.optimizer.report.Html;
import dev.cupel.optimizer.report.Resource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A page with all cells, which shows each in full on a click. Its pictures lie beside it; it needs nothing else. */
public final class GridPage {

    private final Grid grid;
    private final Map<Grid.Cell, Shown> shown;

    private GridPage(Grid grid, Map<Grid.Cell, Shown> shown) {
        this.grid = grid;
        this.shown = shown;
    }

    /**
     * Writes the page.
     *
     * @param title of the page
     * @param common what all pictures have in common, in writing
     * @param shown what came of each cell
     */
    public static String html(String title, String common, Grid grid, Map<Grid.Cell, Shown> shown) {
        GridPage page = new GridPage(grid, shown);
        String script = Resource.beside(GridPage.class, "grid.js");
        Map<String, String> parts = new HashMap<>();
        String policy = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'; base-uri 'none'; "
                + "form-action 'none'; script-src " + Html.source(script);
        parts.put("head", Html.head(policy, title + " · Cupel grid", Resource.beside(GridPage.class, "grid.css")));
        parts.put("script", script);
        parts.put("title", Html.escape(title));
        parts.put("common", Html.escape(common));
        parts.put("sheets", page.sheets());
        return Html.fill(Resource.beside(GridPage.class, "grid.html"), parts);
    }

    private String sheets() {
        return IntStream.range(0, grid.z().values().size()).mapToObj(this::sheet).collect(Collectors.joining("\n"));
    }

    private String sheet(int k) {
        String title = grid.z().present() ? "<h2>" + Html.escape(grid.z().label(k)) + "</h2>\n" : "";
        String corner = grid.y().present() ? "<th></th>" : "";
        String head = grid.x().present()
                ? "<thead><tr>" + corner + IntStream.range(0, grid.x().values().size())
                        .mapToObj(i -> "<th scope=\"col\">" + Html.escape(grid.x().label(i)) + "</th>")
                        .collect(Collectors.joining()) + "</tr></thead>\n"
                : "";
        String body = IntStream.range(0, grid.y().values().size()).mapToObj(j -> row(j, k))
                .collect(Collectors.joining("\n"));
        return "<section>%s<div class=\"scroll\"><table>%s<tbody>%s</tbody></table></div></section>".formatted(title,
                head, body);
    }

    private String row(int j, int k) {
        String label = grid.y().present() ? "<th scope=\"row\">" + Html.escape(grid.y().label(j)) + "</th>" : "";
        Stream<Map.Entry<Grid.Cell, Shown>> cells = shown.entrySet().stream()
                .filter(entry -> entry.getKey().y() == j && entry.getKey().z() == k);
        return "<tr>" + label + cells.map(entry -> "<td>" + cell(entry.getKey(), entry.getValue()) + "</td>")
                .collect(Collectors.joining()) + "</tr>";
    }

    private String cell(Grid.Cell cell, Shown what) {
        String label = Html.escape(grid.label(cell));
        return switch (what) {
            case Shown.Drawn drawn ->
                """
                        <a href="%s" data-x="%d" data-y="%d" data-z="%d" data-label="%s" data-info="%s"><img src="%s" width="%d" height="%d" alt="%s" loading="lazy"></a>"""
                        .formatted(url(drawn.file()), cell.x(), cell.y(), cell.z(), label,
                                Html.escape(drawn.infotext()), url(drawn.file()), drawn.picture().width(),
                                drawn.picture().height(), label);
            case Shown.Failed failed -> "<p class=\"failed\">" + Html.escape(failed.cause()) + "</p>";
        };
    }

    /** A relative address: each part of the path with its special characters escaped. */
    private static String url(String file) {
        return Stream.of(file.split("/"))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/", "./", ""));
    }
}
