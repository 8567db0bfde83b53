package dev.cupel.merger.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small tensor files for tests, written by hand. */
public final class TestFiles {

    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Map<String, float[]> values = new LinkedHashMap<>();

    /** A builder of a float32 safetensors file. */
    public static TestFiles of() {
        return new TestFiles();
    }

    /** Adds a float32 tensor. */
    public TestFiles with(String name, long[] shape, float... numbers) {
        shapes.put(name, shape);
        values.put(name, numbers);
        return this;
    }

    /** Adds a vector. */
    public TestFiles with(String name, float... numbers) {
        return with(name, new long[]{numbers.length}, numbers);
    }

    /** Writes the file. */
    public Path write(Path file) {
        StringBuilder header = new StringBuilder("{");
        ByteBuffer data = ByteBuffer.allocate(values.values().stream().mapToInt(v -> 4 * v.length).sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        values.forEach((name, numbers) -> {
            String shape = Arrays.stream(shapes.get(name)).mapToObj(String::valueOf).collect(Collectors.joining(","));
            header.append(header.length() > 1 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                            .formatted(name, shape, data.position(), data.position() + 4 * numbers.length));
            for (float number : numbers) {
                data.putFloat(number);
            }
        });
        return safetensors(file, header.append("}").toString(), data.array());
    }

    /** Writes a safetensors file with this header. */
    public static Path safetensors(Path file, String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return write(file, ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length).put(text).put(data).array());
    }

    /** Writes bytes. */
    public static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of a pickle, opcode by opcode, protocol 2. */
    static final class Pickle {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Pickle() {
            op(0x80, 2);
        }

        Pickle op(int... opcodes) {
            for (int opcode : opcodes) {
                bytes.write(opcode);
            }
            return this;
        }

        Pickle ascii(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        Pickle text(String text) {
            byte[] utf = text.getBytes(StandardCharsets.UTF_8);
            op('X').int32(utf.length);
            bytes.writeBytes(utf);
            return this;
        }

        Pickle number(int value) {
            return op('J').int32(value);
        }

        Pickle int32(int value) {
            return op(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255);
        }

        Pickle global(String module, String name) {
            return ascii("c" + module + "\n" + name + "\n");
        }

        Pickle tuple(int... values) {
            op('(');
            for (int value : values) {
                number(value);
            }
            return op('t');
        }

        /** ('storage', type, key, 'cpu', count) as a persistent id. */
        Pickle storage(String type, String key, int count) {
            return op('(').text("storage").global("torch", type).text(key).text("cpu").number(count).op('t', 'Q');
        }

        /** A tensor over a storage. */
        Pickle tensor(String type, String key, int count, int offset, int[] shape, int[] strides) {
            return global("torch._utils", "_rebuild_tensor_v2").op('(').storage(type, key, count).number(offset)
                    .tuple(shape)
                    .tuple(strides).op(0x89).global("collections", "OrderedDict").op(')', 'R', 't', 'R');
        }

        /** A tensor of a newer type over an untyped storage, as torch writes it since 2.1. */
        Pickle untyped(String type, String key, int bytes, int[] shape, int[] strides) {
            return global("torch._utils", "_rebuild_tensor_v3").op('(', '(').text("storage")
                    .global("torch.storage", "UntypedStorage").text(key).text("cpu").number(bytes).op('t', 'Q')
                    .number(0)
                    .tuple(shape).tuple(strides).op(0x89).global("collections", "OrderedDict").op(')', 'R')
                    .global("torch", type).op('t', 'R');
        }

        byte[] stop() {
            op('.');
            return bytes.toByteArray();
        }
    }

    static byte[] floats(float... values) {
        ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        return data.array();
    }

    /** A zip with these entries. */
    static byte[] zip(boolean deflated, Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                if (!deflated) {
                    CRC32 crc = new CRC32();
                    crc.update(entry.getValue());
                    header.setMethod(ZipEntry.STORED);
                    header.setSize(entry.getValue().length);
                    header.setCrc(crc.getValue());
                }
                zip.putNextEntry(header);
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A file of torch before 1.6 with one tensor w, which leaves out the first of the numbers. */
    static byte[] legacy(float... storage) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new Pickle().op(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19).stop());
        bytes.writeBytes(new Pickle().op('M', 0xe9, 0x03).stop());
        bytes.writeBytes(new Pickle().op('}').text("little_endian").op(0x88, 's').stop());
        Pickle object = new Pickle().op('}').text("w").global("torch._utils", "_rebuild_tensor_v2").op('(').op('(')
                .text("storage").global("torch", "FloatStorage").text("94").text("cpu").number(storage.length)
                .op('N', 't', 'Q').number(1).tuple(2).tuple(1).op(0x89).global("collections", "OrderedDict")
                .op(')', 'R', 't', 'R', 's');
        bytes.writeBytes(object.stop());
        bytes.writeBytes(new Pickle().op(']').text("94").op('a').stop());
        bytes.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(storage.length).array());
        bytes.writeBytes(TestFiles.floats(storage));
        return bytes.toByteArray();
    }
}
