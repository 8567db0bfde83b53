package dev.cupel.merger.checkpoint;

import dev.cupel.merger.checkpoint.PickleValue.Real;
import dev.cupel.merger.checkpoint.PickleValue.Text;
import dev.cupel.merger.checkpoint.PickleValue.Truth;
import dev.cupel.merger.checkpoint.PickleValue.Whole;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle: opcodes and their arguments, with a limit on the length of all. */
final class PickleInput {

    /** Real checkpoints have up to about 5 MB of pickle and some hundred thousand opcodes. */
    private static final long LONGEST = 16L << 20;
    /** Every opcode may make a value, which takes up to about 100 bytes. */
    private static final int MOST_OPCODES = 1_000_000;
    private static final int LONGEST_NUMBER = 1000;
    private static final String TRAP = "Maybe the file is a trap: do not use it.";
    private static final String BROKEN = "Maybe the file is damaged: fetch it again.";

    private final FileBytes bytes;
    private final long first;
    private long position;
    private long opcodeAt;
    private int opcodes;
    private long copied;

    /** The pickle that starts at a position of the bytes. */
    PickleInput(FileBytes bytes, long first) {
        this.bytes = bytes;
        this.first = first;
        this.position = first;
    }

    /** Where the next byte is. */
    long position() {
        return position;
    }

    /** Where the last opcode is. */
    long opcodeAt() {
        return opcodeAt;
    }

    /** The next opcode. */
    int opcode() {
        if (position - first > LONGEST) {
            throw problem("the pickle is longer than %d bytes.".formatted(LONGEST), BROKEN);
        }
        opcodeAt = position;
        if (++opcodes > MOST_OPCODES) {
            throw problem("the pickle has more than %d opcodes.".formatted(MOST_OPCODES), TRAP);
        }
        return take8();
    }

    void skip(int length) {
        bytes.slice(position, length);
        position += length;
    }

    /**
     * Counts entries that are copied from one container into another. An honest pickle copies what it has spelt out, once;
     * one that copies a long list a million times would take for ever.
     */
    void countCopied(int entries) {
        copied += entries;
        if (copied > position - first) {
            throw problem("the pickle of %d bytes so far copies %d entries.".formatted(position - first, copied), TRAP);
        }
    }

    int take8() {
        return bytes.u8(position++);
    }

    int take16() {
        position += 2;
        return bytes.u16(position - 2);
    }

    int take32() {
        position += 4;
        return bytes.i32(position - 4);
    }

    long take64() {
        position += 8;
        return bytes.i64(position - 8);
    }

    private byte[] take(long length) {
        if (length < 0 || length > LONGEST) {
            throw problem("a length must be 0 to %d, but is %d.".formatted(LONGEST, length), BROKEN);
        }
        position += length;
        return bytes.array(position - length, (int) length);
    }

    String line() {
        long start = position;
        while (bytes.u8(position) != '\n') {
            position++;
            if (position - start > LONGEST) {
                throw problem("a line of the pickle is longer than %d bytes.".formatted(LONGEST), BROKEN);
            }
        }
        position++;
        return new String(bytes.array(start, (int) (position - 1 - start)), StandardCharsets.UTF_8);
    }

    void protocol() {
        int version = take8();
        if (version > 5) {
            throw problem("the pickle's protocol must be 0 to 5, but is %d.".formatted(version), BROKEN);
        }
    }

    Text text(long length, Charset charset) {
        return new Text(new String(take(length), charset));
    }

    static Whole whole(long value) {
        return new Whole(BigInteger.valueOf(value));
    }

    Whole binaryLong(int length) {
        if (length < 0 || length > LONGEST_NUMBER) {
            throw problem("a whole number must have 0 to %d bytes, but has %d.".formatted(LONGEST_NUMBER, length),
                    BROKEN);
        }
        byte[] little = take(length);
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[big.length - 1 - i];
        }
        return new Whole(big.length == 0 ? BigInteger.ZERO : new BigInteger(big));
    }

    PickleValue textInt(String line) {
        return switch (line) {
            case "00" -> new Truth(false);
            case "01" -> new Truth(true);
            default -> textLong(line);
        };
    }

    Whole textLong(String line) {
        String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        if (!digits.matches("[+-]?\\d{1," + LONGEST_NUMBER + "}")) {
            throw problem("a whole number is needed, but there is '%s'.".formatted(shortened(line)), BROKEN);
        }
        return new Whole(new BigInteger(digits));
    }

    Real textFloat(String line) {
        if (line.length() > LONGEST_NUMBER || !line.matches("[+-]?(\\d+\\.?\\d*([eE][+-]?\\d+)?|inf|nan)")) {
            throw problem("a number is needed, but there is '%s'.".formatted(shortened(line)), BROKEN);
        }
        return new Real(switch (line) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan" -> Double.NaN;
            default -> Double.parseDouble(line);
        });
    }

    long textIndex(String line) {
        if (!line.matches("\\d{1,9}")) {
            throw problem("an index is needed, but there is '%s'.".formatted(shortened(line)), BROKEN);
        }
        return Long.parseLong(line);
    }

    Text quoted(String line) {
        boolean sound = line.length() >= 2 && (line.charAt(0) == '\'' || line.charAt(0) == '"')
                && line.charAt(line.length() - 1) == line.charAt(0);
        if (!sound) {
            throw problem("a quoted text is needed, but there is %s.".formatted(shortened(line)), BROKEN);
        }
        return new Text(line.substring(1, line.length() - 1));
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    TensorFileException problem(String problem, String advice) {
        return bytes.problem(opcodeAt, problem, advice);
    }
}
