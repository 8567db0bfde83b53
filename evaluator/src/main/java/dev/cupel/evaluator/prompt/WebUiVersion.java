package dev.cupel.evaluator.prompt;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The releases of AUTOMATIC1111's web UI between which its prompt language changed. */
public enum WebUiVersion {
    /** Mid 2023: {@code [a:b:1.0]} is step 1 in every pass; an alternation has no empty option. */
    V1_3("1.3"),
    /** From 1.6 on: a number with a point is a share of the steps, numbers count on through the hires pass. */
    V1_6("1.6");

    private static final Pattern RELEASE = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4}).*");

    private final String title;

    WebUiVersion(String title) {
        this.title = title;
    }

    /** The number of the release: 1.3, 1.6. */
    public String title() {
        return title;
    }

    /** The version of a title. */
    public static Optional<WebUiVersion> named(String title) {
        return Arrays.stream(values()).filter(version -> version.title.equals(title.strip())).findFirst();
    }

    /**
     * Whose language the prompt of a picture is in.
     *
     * @param release the {@code Version} of an infotext, such as v1.3.1; pictures from before 1.3 name none
     * @return 1.3 for what is older than 1.6; 1.6 for what is not, and for other programs
     */
    public static WebUiVersion of(String release) {
        return before(release, 6) ? V1_3 : V1_6;
    }

    /** Whether a release computed noise levels in half precision: those before 1.7. */
    public static boolean halvesNoiseLevels(String release) {
        return before(release, 7);
    }

    private static boolean before(String release, int minor) {
        Matcher numbers = RELEASE.matcher(release.strip());
        return numbers.matches() && (Integer.parseInt(numbers.group(1)) < 1
                || Integer.parseInt(numbers.group(1)) == 1 && Integer.parseInt(numbers.group(2)) < minor);
    }
}
