package dev.cupel.optimizer.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cupel.evaluator.picture.Picture;
import dev.cupel.evaluator.prompt.Infotext;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GridPageTest {

    private static final String EVIL = "\"><script>alert(1)</script>{{script}}";
    private static final Grid GRID = Grid.of(
            Optional.of(GridAxis.parse("prompt: a, \"\"\"><script>alert(1)</script>{{script}}\"")),
            Optional.of(GridAxis.parse("seed: 1, 2")), Optional.empty());

    private static Picture picture(int value) {
        byte[] rgb = new byte[3 * 160 * 80];
        Arrays.fill(rgb, (byte) value);
        return new Picture(160, 80, rgb);
    }

    private static Map<Grid.Cell, Shown> shown() {
        Map<Grid.Cell, Shown> shown = new LinkedHashMap<>();
        List<Grid.Cell> cells = GRID.cells(Sketch.of(Infotext.parse("x"), Path.of("m.safetensors")));
        for (int i = 0; i < cells.size(); i++) {
            shown.put(cells.get(i), i == 3
                    ? new Shown.Failed("NaN: " + EVIL)
                    : new Shown.Drawn(picture(60 * i), "gr#id/x" + i + ".png", EVIL));
        }
        return shown;
    }

    @Test
    void whatIsFromOutsideStaysText() {
        String page = GridPage.html(EVIL, EVIL, GRID, shown());

        assertThat(page).doesNotContain("<script>alert")
                .contains("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{script}}")
                .contains("src=\"./gr%23id/x0.png\"").contains("class=\"failed\">NaN: ");
        assertThat(page.split("<script>", -1)).hasSize(2);
        assertThat(page.split("<td>", -1)).hasSize(5);
        assertThat(page).contains("script-src 'sha256-");
    }

    @Test
    void sheetShowsEveryPicturePixelByPixel() {
        Picture sheet = GridSheet.draw(GRID, shown());

        int right = sheet.width() - 8;
        int bottom = sheet.height() - 8;
        assertThat(sheet.at(right - 1, bottom - 1, 0)).as("failed cell").isNotIn(0, 60, 120, 180, 255);
        assertThat(sheet.at(right - 168 - 1, bottom - 1, 1)).as("lower left").isEqualTo(120);
        assertThat(sheet.at(right - 1, bottom - 88 - 1, 2)).as("upper right").isEqualTo(60);
        assertThat(sheet.at(right - 168 - 160, bottom - 88 - 80, 0)).as("upper left").isZero();
        assertThat(sheet.at(right - 168 - 161, bottom - 88 - 80, 0)).as("beside it").isEqualTo(255);
    }
}
