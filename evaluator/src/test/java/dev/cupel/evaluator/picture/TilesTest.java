package dev.cupel.evaluator.picture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TilesTest {

    /** The reference job's: 512 x 768 in 3 x 5 tiles, 160 and 144 apart. */
    @Test
    void tilesLieWhereTheWebUiPutsThem() {
        assertThat(Tiles.USUAL.places(512)).containsExactly(0, 160, 320);
        assertThat(Tiles.USUAL.places(768)).containsExactly(0, 144, 288, 432, 576);
    }

    @Test
    void aPictureSmallerThanATileLiesAtItsEnd() {
        assertThat(Tiles.USUAL.places(64)).containsExactly(-128);
    }

    @Test
    void tilesOfAPictureMakeThatPicture() {
        byte[] rgb = new byte[3 * 50 * 37];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 31);
        }
        Picture picture = new Picture(50, 37, rgb);

        for (Tiles tiles : new Tiles[]{new Tiles(0, 0), new Tiles(16, 4), new Tiles(192, 8), new Tiles(16, 0)}) {
            assertThat(tiles.enlarge(picture, tile -> tile)).isEqualTo(picture);
        }
        assertThat(new Tiles(16, 4).enlarge(picture, tile -> Resampling.NEAREST.resize(tile, 48, 48)))
                .isEqualTo(Resampling.NEAREST.resize(picture, 150, 111));
    }
}
