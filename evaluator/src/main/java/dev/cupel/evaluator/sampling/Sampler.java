package dev.cupel.evaluator.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A way from noise to a clean latent along falling noise levels, under AUTOMATIC1111's name.
 *
 * <p>Latents are clean ones plus noise ("variance exploding") everywhere outside, also for the samplers that others
 * write down for latents of unit variance (DDIM, PLMS, UniPC).
 */
public enum Sampler {
    /** Ancestral: fresh noise after each step but the last. */
    EULER_A("Euler a", EulerAncestral::sample, Levels.SCHEDULED, Fresh.EACH_STEP, "k_euler_a", "k_euler_ancestral"),
    /** Deterministic, one call a step. */
    EULER("Euler", Euler::sample, Levels.SCHEDULED, Fresh.CHURN, "k_euler"),
    /** Linear multistep of order 4. */
    LMS("LMS", LinearMultistep::sample, Levels.SCHEDULED, Fresh.NEVER, "k_lms"),
    /** Second order, two calls a step. */
    HEUN("Heun", Heun::sample, Levels.SCHEDULED, Fresh.CHURN, "k_heun"),
    /** Second order by the midpoint, two calls a step. */
    DPM2("DPM2", Dpm2::sample, Levels.DISCARDING, Fresh.CHURN, "k_dpm_2"),
    /** The same, ancestral. */
    DPM2_A("DPM2 a", Dpm2::sampleAncestral, Levels.DISCARDING, Fresh.EACH_STEP, "k_dpm_2_a"),
    /** DPM-Solver++ of order 2, ancestral, two calls a step. */
    DPMPP_2S_A("DPM++ 2S a", DpmPlusPlus::sampleTwoSteps, Levels.SCHEDULED, Fresh.EACH_STEP, "k_dpmpp_2s_a"),
    /** DPM-Solver++ of order 2, one call a step. */
    DPMPP_2M("DPM++ 2M", DpmPlusPlus::sampleMultistep, Levels.SCHEDULED, Fresh.NEVER, "k_dpmpp_2m"),
    /** Stochastic DPM-Solver++ of order 2, two calls a step. */
    DPMPP_SDE("DPM++ SDE", DpmPlusPlusSde::sample, Levels.SCHEDULED, Fresh.BROWNIAN, "k_dpmpp_sde"),
    /** Stochastic DPM-Solver++ of order 2, one call a step. */
    DPMPP_2M_SDE("DPM++ 2M SDE", DpmPlusPlusSde::sampleMultistep, Levels.SCHEDULED, Fresh.BROWNIAN, "k_dpmpp_2m_sde"),
    /** The same with Heun's rule. */
    DPMPP_2M_SDE_HEUN("DPM++ 2M SDE Heun", DpmPlusPlusSde::sampleMultistepHeun, Levels.SCHEDULED, Fresh.BROWNIAN,
            "k_dpmpp_2m_sde_heun"),
    /** Stochastic DPM-Solver++ of order 3, one call a step. */
    DPMPP_3M_SDE("DPM++ 3M SDE", DpmPlusPlusSde::sampleThirdOrder, Levels.DISCARDING, Fresh.BROWNIAN,
            "k_dpmpp_3m_sde"),
    /** DPM-Solver of order 3: as many calls as steps. */
    DPM_FAST("DPM fast", DpmFast::sample, Levels.ENDS, Fresh.EACH_STEP, "k_dpm_fast"),
    /** DPM-Solver of order 3 that chooses its steps; it does not look at their number. */
    DPM_ADAPTIVE("DPM adaptive", DpmAdaptive::sample, Levels.ENDS, Fresh.EACH_STEP, "k_dpm_ad"),
    /** Heun's steps that go back up near the end. */
    RESTART("Restart", Restart::sample, Levels.KARRAS, Fresh.ALWAYS, "restart"),
    /** Deterministic unless eta is given. In these latents, DDIM with eta is Euler a on other levels. */
    DDIM("DDIM", EulerAncestral::sample, Levels.WHOLE_TIMES, Fresh.ON_DEMAND, "ddim"),
    /** Pseudo linear multistep of order 4. */
    PLMS("PLMS", Plms::sample, Levels.WHOLE_TIMES, Fresh.NEVER, "plms"),
    /** Predictor and corrector of order 3, one call a step. */
    UNIPC("UniPC", UniPc::sample, Levels.CONTINUOUS_TIMES, Fresh.NEVER, "unipc"),
    /** For latent consistency models, in 2 to 8 steps. */
    LCM("LCM", ConsistencyModel::sample, Levels.CONSISTENCY_TIMES, Fresh.ALWAYS, "k_lcm");

    /** Where noise levels come from. */
    private enum Levels {
        /** From the schedule type. */
        SCHEDULED,
        /** The same for one more step, without the level next to last. */
        DISCARDING,
        /** From the schedule type, Karras' if that is automatic. */
        KARRAS,
        /** Only the ends of the table count, and there is no final 0. */
        ENDS,
        /** {@link NoiseSchedule#wholeTimes}. */
        WHOLE_TIMES,
        /** {@link NoiseSchedule#continuousTimes}. */
        CONTINUOUS_TIMES,
        /** {@link NoiseSchedule#consistencyTimes}. */
        CONSISTENCY_TIMES
    }

    /** What dials there are for fresh noise. */
    private enum Fresh {
        /** None: there is no fresh noise. */
        NEVER,
        /** None: fresh noise is part of the way. */
        ALWAYS,
        /** Eta, usually 0. */
        ON_DEMAND,
        /** Churn, usually 0. */
        CHURN,
        /** Eta, usually 1: drawn afresh. */
        EACH_STEP,
        /** Eta, usually 1: from a Brownian path. */
        BROWNIAN
    }

    private final String title;
    private final Algorithm algorithm;
    private final Levels levels;
    private final Fresh fresh;
    private final List<String> aliases;

    Sampler(String title, Algorithm algorithm, Levels levels, Fresh fresh, String... aliases) {
        this.title = title;
        this.algorithm = algorithm;
        this.levels = levels;
        this.fresh = fresh;
        this.aliases = List.of(aliases);
    }

    /** The name in settings and in a picture's infotext, as AUTOMATIC1111 writes it, without the schedule. */
    public String title() {
        return title;
    }

    /** The sampler of a title or of one of AUTOMATIC1111's aliases, upper and lower case alike. */
    public static Optional<Sampler> named(String title) {
        String name = title.strip();
        return Arrays.stream(values()).filter(
                sampler -> sampler.title.equalsIgnoreCase(name)
                        || sampler.aliases.stream().anyMatch(name::equalsIgnoreCase))
                .findFirst();
    }

    /**
     * How many calls of the model AUTOMATIC1111 counts for a step where a prompt's editing says at which step it changes: two for
     * samplers of second order, although the last step takes one.
     */
    public int callsPerStep() {
        return switch (this) {
            case HEUN, DPM2, DPM2_A, DPMPP_2S_A, DPMPP_SDE, RESTART -> 2;
            case EULER_A, EULER, LMS, DPMPP_2M, DPMPP_2M_SDE, DPMPP_2M_SDE_HEUN, DPMPP_3M_SDE, DPM_FAST, DPM_ADAPTIVE,
                    DDIM, PLMS, UNIPC, LCM ->
                1;
        };
    }

    /**
     * How many steps AUTOMATIC1111 has counted when the model is asked: it counts from 0, a step of second order once it has asked for the first
     * time, and PLMS and UniPC after they have asked about the step's end.
     *
     * @param call of the model, from 0
     */
    public int counted(int call) {
        int step = call / callsPerStep();
        boolean again = call % callsPerStep() > 0;
        return this == PLMS || this == UNIPC ? Math.max(0, call - 2) : again ? step : Math.max(0, step - 1);
    }

    /** As {@link #callsPerStep} up to 1.5, where DPM2 and DPM2 a had two only with a schedule of their own. */
    public int callsPerStepUpTo15(ScheduleType type) {
        return (this == DPM2 || this == DPM2_A) && type == ScheduleType.AUTOMATIC ? 1 : callsPerStep();
    }

    /** Whether a schedule type can be chosen; the others have noise levels of their own. */
    public boolean followsSchedule() {
        return switch (levels) {
            case SCHEDULED, DISCARDING, KARRAS -> true;
            case ENDS, WHOLE_TIMES, CONTINUOUS_TIMES, CONSISTENCY_TIMES -> false;
        };
    }

    /** Whether {@link Stochasticity#eta} does something. */
    public boolean takesEta() {
        return fresh == Fresh.EACH_STEP || fresh == Fresh.BROWNIAN || fresh == Fresh.ON_DEMAND;
    }

    /** Whether {@link Stochasticity#churn} does something. */
    public boolean takesChurn() {
        return fresh == Fresh.CHURN;
    }

    /**
     * How often the web UI's sampler draws noise that has no effect: those with churn do at each step.
     *
     * @param dials with which it is asked
     */
    public int unusedDraws(Stochasticity dials, int steps) {
        return takesChurn() && dials.churn() == 0 ? steps : 0;
    }

    /**
     * The sampler that the web UI takes instead where a drawing begins with a picture: up to 1.5 PLMS and UniPC could not.
     */
    public Sampler fromPictures() {
        return this == PLMS || this == UNIPC ? DDIM : this;
    }

    /**
     * The levels as the web UI walks them from 1.6 on: DDIM and PLMS never ask the model at the time next to 0, and stop
     * there. Up to 1.5 they went to time 0.
     *
     * @param sigmas of this sampler, to time 0
     */
    public float[] upToNextToLast(float[] sigmas) {
        return levels == Levels.WHOLE_TIMES && sigmas.length > 2 ? Arrays.copyOf(sigmas, sigmas.length - 1) : sigmas;
    }

    /**
     * How many steps the web UI took up to 1.5 where so many were asked for: times of DDIM and PLMS that end at the very
     * last one would go beyond it, so that there is one more.
     */
    public int stepsUpTo15(int asked) {
        int spacing = Math.max(1, NoiseSchedule.TIMES / asked);
        return levels == Levels.WHOLE_TIMES && (NoiseSchedule.TIMES - 1) % spacing == 0
                ? Math.min((NoiseSchedule.TIMES - 1) / spacing + 1, NoiseSchedule.TIMES)
                : asked;
    }

    /**
     * How many steps the web UI takes from 1.6 on where so many are asked for: UniPC as many as DDIM has times, which is more if the
     * number does not divide 1000.
     */
    public int stepsFrom16(int asked) {
        int spacing = Math.max(1, NoiseSchedule.TIMES / asked);
        return levels == Levels.CONTINUOUS_TIMES ? (NoiseSchedule.TIMES + spacing - 1) / spacing : asked;
    }

    /**
     * The time at which the model is asked about a noise level.
     *
     * @return 0 to 999, with fractions but for LCM, whose models know fifty times
     */
    public float time(NoiseSchedule schedule, float sigma) {
        return levels == Levels.CONSISTENCY_TIMES ? schedule.consistencyTime(sigma) : schedule.time(sigma);
    }

    /** Whether noise must come from a {@link BrownianTree}: its steps overlap. */
    public boolean brownian() {
        return fresh == Fresh.BROWNIAN;
    }

    /** Whether a batch must be sampled picture by picture, as its steps hang on the pictures. */
    public boolean alone() {
        return this == DPM_ADAPTIVE;
    }

    /** The dials as AUTOMATIC1111 has them at first. */
    public Stochasticity usual() {
        return Stochasticity.of(fresh == Fresh.EACH_STEP || fresh == Fresh.BROWNIAN ? 1 : 0);
    }

    /**
     * The noise levels for a number of steps.
     *
     * @param type  must be automatic if the sampler does not follow a schedule
     * @param steps 1 to 1000
     * @return at least two falling levels, of which only the last may be 0
     */
    public float[] sigmas(NoiseSchedule schedule, ScheduleType type, int steps) {
        return switch (levels) {
            case SCHEDULED -> type.sigmas(schedule, steps);
            case DISCARDING -> ScheduleType.withoutNextToLast(type.sigmas(schedule, steps + 1));
            case KARRAS -> (type == ScheduleType.AUTOMATIC ? ScheduleType.KARRAS : type).sigmas(schedule, steps);
            case ENDS -> Arrays.copyOf(ScheduleType.EXPONENTIAL.sigmas(schedule, steps + 1), steps + 1);
            case WHOLE_TIMES -> schedule.wholeTimes(steps);
            case CONTINUOUS_TIMES -> schedule.continuousTimes(steps);
            case CONSISTENCY_TIMES -> schedule.consistencyTimes(steps);
        };
    }

    /**
     * The last part of a way, for a drawing that begins with a picture.
     *
     * @param steps of the whole way
     * @param last  which step is the first that is gone, counted from the end and from 0; samplers with times of their own
     *              go one step less. Below steps
     */
    public PartialWay end(NoiseSchedule schedule, ScheduleType type, int steps, int last) {
        return switch (levels) {
            case SCHEDULED, DISCARDING, KARRAS, CONSISTENCY_TIMES ->
                PartialWay.of(tail(sigmas(schedule, type, steps), last + 1));
            case ENDS -> PartialWay.of(ends(tail(schedule.sigmas(steps), Math.max(last, 1) + 1)));
            case WHOLE_TIMES ->
                PartialWay.of(tail(schedule.wholeTimes(steps), taken(last)), schedule.wholeLevel(steps, taken(last)));
            case CONTINUOUS_TIMES -> PartialWay.of(
                    schedule.continuousTimes(taken(last), NoiseSchedule.wholeTime(steps, taken(last) - 1)),
                    schedule.wholeLevel(steps, taken(last)));
        };
    }

    private static int taken(int last) {
        return Math.max(last, 1);
    }

    private static float[] tail(float[] sigmas, int steps) {
        return Arrays.copyOfRange(sigmas, Math.max(0, sigmas.length - 1 - steps), sigmas.length);
    }

    /** Falling levels from the first to the one before 0, of which only the ends and the number count. */
    private static float[] ends(float[] sigmas) {
        int steps = sigmas.length - 1;
        return ScheduleType.floats(Arrays.copyOf(Spacing.exponential(steps + 1, sigmas[steps - 1], sigmas[0]),
                steps + 1));
    }

    /**
     * The level of the noise that a drawing from nothing starts with.
     *
     * @param sigma the first noise level
     * @return that level; samplers for unit variance take noise for a sample of that variance, a little more
     */
    public float startLevel(float sigma) {
        return unitVariance() ? (float) Math.sqrt(1 + (double) sigma * sigma) : sigma;
    }

    /**
     * Walks from the first noise level to the last.
     *
     * @param start  latents with noise of the first level
     * @param sigmas falling levels, of which only the last may be 0, as {@link #sigmas} gives them or the end of those
     * @return finished latents, of the same shape
     */
    public <L extends Latents<L>> L sample(Denoiser<L> denoiser, L start, float[] sigmas, NoiseSource<L> noise,
            Stochasticity dials) {
        double[] levels = new double[sigmas.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = sigmas[i];
        }
        L end = algorithm.sample(new Walk<>(denoiser, start, levels, noise, dials));
        double last = levels[levels.length - 1];
        return unitVariance() ? end.over(Math.sqrt(1 + last * last)) : end;
    }

    private boolean unitVariance() {
        return levels == Levels.WHOLE_TIMES || levels == Levels.CONTINUOUS_TIMES;
    }
}
