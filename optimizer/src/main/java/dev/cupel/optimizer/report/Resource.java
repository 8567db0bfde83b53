package dev.cupel.optimizer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A text that ships inside the jars: the page's own files, and the chart library from its webjars. */
public final class Resource {

    private static final String WEBJARS = "/META-INF/resources/webjars/";

    private Resource() {}

    /** A file beside this class. */
    static String own(String name) {
        return beside(Resource.class, name);
    }

    /**
     * A script of a webjar, fit to stand inside a script element: nothing in it ends the element, and it names no
     * source map that a browser would look for.
     */
    static String webjar(String path) {
        return beside(Resource.class, WEBJARS + path).replace("</script", "<\\/script").replace("<!--", "<\\!--")
                .replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    /** A file beside a class of the program. */
    public static String beside(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("""
                        report: the resource %s is not on the class path.
                        Maybe a jar is missing: build again with ./mvnw verify.""".formatted(name));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report: cannot read the resource " + name, e);
        }
    }
}
