package dev.cupel.merger.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a whole file; of a folder of diffusers, that of the list of its files of weights as {@code sha256sum}
 * prints it: for each the hash, two spaces, the path in the folder, and a line feed.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
public record FileHash(String sha256) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 1 << 17;
    private static final long OLD_OFFSET = 0x100000;
    private static final int OLD_LENGTH = 0x10000;

    /**
     * @throws IllegalArgumentException if the text is not 64 lower-case hexadecimal digits
     */
    public FileHash {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "a SHA-256 has 64 hexadecimal digits in lower case, but is '%s'".formatted(sha256));
        }
    }

    /**
     * Hashes a file or a folder; a file that has not changed since it was hashed is not read again.
     *
     * @throws TensorFileException if it cannot be read
     */
    public static FileHash of(Path file) {
        return FileHashes.shared().of(file);
    }

    /** Reads a file or a folder and hashes it. */
    static FileHash compute(Path file) {
        return new FileHash(Files.isDirectory(file) ? ofFolder(file) : hash(file, 0, Long.MAX_VALUE));
    }

    private static String ofFolder(Path folder) {
        MessageDigest digest = Sha256.start();
        for (Path file : DiffusersFolder.files(folder)) {
            String name = folder.relativize(file).toString().replace('\\', '/');
            String line = hash(file, 0, Long.MAX_VALUE) + "  " + name + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What AUTOMATIC1111 writes into infotexts as the model hash: the first 10 digits. */
    public String shortHash() {
        return sha256.substring(0, 10);
    }

    /**
     * The model hash of old infotexts: the first 8 digits of the SHA-256 of the 64 KiB after the first MiB (of fewer
     * bytes, if the file ends before).
     *
     * @throws TensorFileException if the file cannot be read
     */
    public static String old(Path file) {
        return hash(file, OLD_OFFSET, OLD_LENGTH).substring(0, 8);
    }

    /**
     * The hash of what a safetensors file holds, without its header: it stays while metadata change (kohya's trainer and the web UI have it
     * for LoRAs).
     *
     * @throws TensorFileException if the file cannot be read
     */
    public static FileHash ofContents(Path safetensors) {
        return FileHashes.shared().ofContents(safetensors);
    }

    static FileHash computeContents(Path safetensors) {
        try (FileChannel channel = FileChannel.open(safetensors, StandardOpenOption.READ)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(length);
            return new FileHash(hash(safetensors, Long.BYTES + length.getLong(0), Long.MAX_VALUE));
        } catch (IOException e) {
            throw new TensorFileException(safetensors, -1, "the file cannot be read: " + e.getMessage(),
                    "Maybe it was moved, or its permissions do not allow it.", e);
        }
    }

    /** What the web UI writes into infotexts as the hash of a LoRA or an embedding: the first 12 digits. */
    public String networkHash() {
        return sha256.substring(0, 12);
    }

    private static String hash(Path file, long from, long most) {
        MessageDigest digest = Sha256.start();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(from);
            for (long left = most; left > 0;) {
                buffer.clear().limit((int) Math.min(BUFFER, left));
                int read = channel.read(buffer);
                if (read < 0) {
                    break;
                }
                digest.update(buffer.flip());
                left -= read;
            }
        } catch (NoSuchFileException e) {
            throw new TensorFileException(file, -1, "there is no such file.",
                    "Maybe the path is misspelt; relative paths start at " + Path.of("").toAbsolutePath() + ".", e);
        } catch (IOException e) {
            throw new TensorFileException(file, -1, "the file cannot be read: " + e.getMessage(),
                    "Maybe it was moved, or its permissions do not allow it.", e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
