package dev.cupel.evaluator.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Turns the network sources beside this class into a TorchScript archive, the only door through which the engine
 * takes code.
 *
 * <p>Such an archive is a zip of uncompressed entries: {@code data.pkl} (a pickled module without fields),
 * {@code constants.pkl} (no constants), {@code version} and {@code code/__torch__.py} (the source). Its importer
 * knows a function or class of the source only by its full name ({@code __torch__.conv}); the sources are written
 * without it, so that they read as formulas, and the full names are put in here.
 */
final class TorchScriptArchive {

    private static final List<String> SOURCES = List.of("winograd.py", "layers.py", "merging.py", "unet.py",
            "autoencoder.py", "clip.py", "resizing.py", "esrgan.py", "networks.py");
    private static final Pattern FUNCTION = Pattern.compile("(?m)^def (\\w+)\\(");

    private TorchScriptArchive() {}

    /** The archive of all networks, as bytes of a zip file. */
    static byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            add(zip, "data.pkl", latin1(
                    "\u0080\u0002c__torch__\nNetworks\nq\u0000)\u0081}(X\u0008\u0000\u0000\u0000trainingq\u0001\u0089ub."));
            add(zip, "constants.pkl", latin1("\u0080\u0002)."));
            add(zip, "version", latin1("3\n"));
            add(zip, "code/__torch__.py", code().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** All sources in one, with full names. */
    static String code() {
        StringBuilder all = new StringBuilder();
        for (String source : SOURCES) {
            all.append(resource(source)).append("\n\n");
        }
        String code = all.toString();
        List<String> functions = FUNCTION.matcher(code).results().map(m -> m.group(1)).toList();
        Pattern call = Pattern.compile("(?<![.\\w])(?<!def )(" + String.join("|", functions) + ")\\(");
        return call.matcher(code).replaceAll((MatchResult m) -> "__torch__." + m.group(1) + "(")
                .replace("self: Networks", "self: __torch__.Networks");
    }

    private static String resource(String name) {
        try (InputStream in = TorchScriptArchive.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "resource " + name + " is missing beside " + TorchScriptArchive.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry("networks/" + name);
        entry.setTime(0);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
