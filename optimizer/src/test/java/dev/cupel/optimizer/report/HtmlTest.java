package dev.cupel.optimizer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void textCannotOpenATagOrLeaveAnAttribute() {
        assertThat(Html.escape("</script><img src='x' onerror=\"y\">&amp;"))
                .isEqualTo("&lt;/script&gt;&lt;img src=&#39;x&#39; onerror=&quot;y&quot;&gt;&amp;amp;");
    }

    @Test
    void controlCharactersAreReplacedButLinesStay() {
        assertThat(Html.escape("a\u0000b\u001bc\nd\te")).isEqualTo("a\uFFFDb\uFFFDc\nd\te");
    }

    @Test
    void lettersOfAllScriptsStay() {
        assertThat(Html.escape("猫耳 😀 é")).isEqualTo("猫耳 😀 é");
    }

    @Test
    void jsonInAScriptElementHoldsNoTag() {
        assertThat(Html.json("{\"a\":\"</script><!--&\u2028\"}"))
                .isEqualTo("{\"a\":\"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028\"}");
    }
}
