package dev.cupel.merger.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cupel.merger.Sd15;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private static Scope scope(String include, String exclude) {
        return new Scope(Scope.selectors(include), Scope.selectors(exclude));
    }

    private static long merged(Scope scope) {
        return Sd15.tensors().keySet().stream().filter(scope::merges).count();
    }

    @Test
    void withoutAnyWordAllIsMerged() {
        assertThat(merged(Scope.ALL)).isEqualTo(686 + 248 + 197);
    }

    @Test
    void whatIsExcludedIsNotMerged() {
        assertThat(merged(scope("", "VAE"))).isEqualTo(686 + 197);
        assertThat(merged(scope("", "VAE, IN00..IN01"))).isEqualTo(686 + 197 - 6 - 36);
        assertThat(scope("", "*.norm*").merges("model.diffusion_model.input_blocks.1.1.norm.weight")).isFalse();
    }

    @Test
    void onlyWhatIsIncludedIsMerged() {
        assertThat(merged(scope("CLIP", ""))).isEqualTo(197);
        assertThat(merged(scope("UNET", "TIME_EMBED,OUT"))).isEqualTo(686 - 8);
        assertThat(merged(scope("attn1", ""))).isEqualTo(16 * 5);
    }

    @Test
    void theTextIsReadBack() {
        List<Selector> selectors = Scope.selectors("VAE, IN00-IN03 *.norm*,attn1.to_q");

        assertThat(Scope.text(selectors)).isEqualTo("VAE,IN00..IN03,*.norm*,attn1.to_q");
        assertThat(Scope.selectors(Scope.text(selectors))).isEqualTo(selectors);
        assertThatThrownBy(() -> Scope.selectors("VEA")).hasMessage("there is no block 'VEA'.\nMaybe VAE is meant.");
    }
}
