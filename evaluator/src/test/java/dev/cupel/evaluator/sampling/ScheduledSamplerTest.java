package dev.cupel.evaluator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduledSamplerTest {

    /** The samplers of AUTOMATIC1111's web UI 1.3.1, and the later ones that are here. */
    @ParameterizedTest
    @ValueSource(strings = {"Euler a", "Euler", "LMS", "Heun", "DPM2", "DPM2 a", "DPM++ 2S a", "DPM++ 2M", "DPM++ SDE",
            "DPM++ 2M SDE", "DPM fast", "DPM adaptive", "LMS Karras", "DPM2 Karras", "DPM2 a Karras",
            "DPM++ 2S a Karras", "DPM++ 2M Karras", "DPM++ SDE Karras", "DPM++ 2M SDE Karras", "DDIM", "PLMS", "UniPC",
            "DPM++ 2M SDE Exponential", "DPM++ 2M SDE Heun", "DPM++ 2M SDE Heun Karras", "DPM++ 3M SDE Exponential",
            "Restart", "LCM"})
    void namesOfTheWebUiAreKnownAndOffered(String name) {
        ScheduledSampler found = ScheduledSampler.named(name).orElseThrow();

        String schedule = found.schedule() == ScheduleType.AUTOMATIC ? "" : " " + found.schedule().title();
        assertThat(found.sampler().title() + schedule).isEqualTo(name);
        assertThat(ScheduledSampler.names()).contains(name);
    }

    @Test
    void everyOfferedNameIsKnown() {
        assertThat(ScheduledSampler.names()).doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(ScheduledSampler.named(name)).isPresent());
    }

    @Test
    void aliasesAndOtherSchedulesAreKnown() {
        assertThat(ScheduledSampler.named("k_euler_a"))
                .contains(new ScheduledSampler(Sampler.EULER_A, ScheduleType.AUTOMATIC));
        assertThat(ScheduledSampler.named("k_dpmpp_2m_ka"))
                .contains(new ScheduledSampler(Sampler.DPMPP_2M, ScheduleType.KARRAS));
        assertThat(ScheduledSampler.named("dpm++ 2m sgm uniform"))
                .contains(new ScheduledSampler(Sampler.DPMPP_2M, ScheduleType.SGM_UNIFORM));
        assertThat(ScheduledSampler.named("DDIM Karras")).isEmpty();
        assertThat(ScheduledSampler.named("Eular")).isEmpty();
    }

    @Test
    void freshNoiseIsBoundedAndUsuallyThatOfTheWebUi() {
        assertThat(Sampler.EULER_A.usual().eta()).isEqualTo(1);
        assertThat(Sampler.DDIM.usual().eta()).isZero();
        assertThatThrownBy(() -> Stochasticity.of(-1)).isInstanceOf(SamplingException.class)
                .hasMessageStartingWith("eta: must be 0 to 10, but is -1.0.\nMaybe");
        assertThatThrownBy(() -> Stochasticity.of(Double.NaN)).hasMessageStartingWith("eta: must be 0 to 10");
    }
}
