package dev.cupel.merger.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, then the tensors' bytes without gaps or overlaps.
 *
 * <p>Everything that the format demands is checked here, so that a {@link Tensor} never points outside of its file.
 */
final class SafetensorsReader {

    /** The limit of the reference implementation. */
    private static final long LONGEST_HEADER = 100_000_000;
    private static final String BROKEN = "Maybe the file was written by a faulty program: convert or fetch it again.";
    private static final String CUT = "Maybe the download was cut off: fetch the file again.";
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private record Entry(String name, DType dtype, long[] shape, long begin, long end, long headerOffset) {}

    private final Path path;
    private final MemorySegment bytes;
    private final long headerLength;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private SafetensorsReader(Path path, MemorySegment bytes) {
        this.path = path;
        this.bytes = bytes;
        this.headerLength = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    }

    static TensorFile.Content read(Path path, MemorySegment bytes) {
        SafetensorsReader reader = new SafetensorsReader(path, bytes);
        reader.checkHeaderLength();
        reader.parseHeader();
        return new TensorFile.Content(reader.tensors(), reader.metadata);
    }

    private void checkHeaderLength() {
        long available = bytes.byteSize() - 8;
        if (available > 0 && headerLength > 0 && bytes.get(ValueLayout.JAVA_BYTE, 8) != '{') {
            throw problem(8, "a tensor file starts as safetensors, a zip or a pickle does, but this starts with "
                    + firstBytes() + ".", "Maybe this is another kind of file, or an error page saved by a browser.");
        }
        if (headerLength < 2 || headerLength > LONGEST_HEADER) {
            throw problem(0, "the header's length must be 2 to %d bytes, but is %s."
                    .formatted(LONGEST_HEADER, Long.toUnsignedString(headerLength)), BROKEN);
        }
        if (headerLength > available) {
            throw problem(0, "the header should have %d bytes, but the file has only %d after its length."
                    .formatted(headerLength, available), CUT);
        }
    }

    private String firstBytes() {
        StringBuilder text = new StringBuilder();
        for (long i = 0; i < Math.min(9, bytes.byteSize()); i++) {
            text.append(i == 0 ? "" : " ").append("%02x".formatted(bytes.get(ValueLayout.JAVA_BYTE, i)));
        }
        return text.toString();
    }

    private void parseHeader() {
        byte[] header = bytes.asSlice(8, headerLength).toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < Math.min(4, header.length); i++) {
            if (header[i] == 0) { // the JSON reader would take it for UTF-16 or UTF-32
                throw problem(8 + i, "the header must be UTF-8 text, but has a zero byte.", BROKEN);
            }
        }
        try (JsonParser json = JSON.createParser(header)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT, "the header must be a JSON object");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("__metadata__")) {
                    parseMetadata(json);
                } else {
                    parseEntry(name, json);
                }
            }
            JsonToken after = json.nextToken();
            if (after != null) {
                throw problem(offset(json), "nothing may follow the header's JSON object, but there is " + after + ".",
                        BROKEN);
            }
        } catch (JsonProcessingException e) {
            long place = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new TensorFileException(path, 8 + place,
                    "the header is not valid JSON: " + e.getOriginalMessage() + ".",
                    BROKEN, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the bytes are in memory
        }
    }

    private void parseMetadata(JsonParser json) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_OBJECT, "__metadata__ must be an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect(json, json.nextToken(), JsonToken.VALUE_STRING, "__metadata__ '" + key + "' must be a text");
            metadata.put(key, json.getText());
        }
    }

    private void parseEntry(String name, JsonParser json) throws IOException {
        long start = offset(json);
        expect(json, json.currentToken(), JsonToken.START_OBJECT, "tensor '" + name + "' must be an object");
        DType dtype = null;
        long[] shape = null;
        long[] range = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            json.nextToken();
            switch (key) {
                case "dtype" -> dtype = parseDType(name, json);
                case "shape" -> shape = parseLongs(name, "shape", json);
                case "data_offsets" -> range = parseLongs(name, "data_offsets", json);
                default ->
                    throw problem(offset(json), "tensor '%s' has an unknown key '%s'.".formatted(name, key), BROKEN);
            }
        }
        add(name, dtype, shape, range, start);
    }

    private void add(String name, @Nullable DType dtype, long @Nullable [] shape, long @Nullable [] range, long start) {
        if (dtype == null || shape == null || range == null) {
            throw problem(start, "tensor '%s' needs dtype, shape and data_offsets, but %s is missing."
                    .formatted(name, dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets"), BROKEN);
        }
        if (range.length != 2 || range[0] > range[1]) {
            throw problem(start, "tensor '%s': data_offsets must be a begin and an end not before it, but are %s."
                    .formatted(name, Arrays.toString(range)), BROKEN);
        }
        if (!sizeFits(shape, dtype, range[1] - range[0])) {
            throw problem(start, "tensor '%s': %s of shape %s does not take the %d bytes of its data_offsets."
                    .formatted(name, dtype, Arrays.toString(shape), range[1] - range[0]), BROKEN);
        }
        if (entries.size() == TensorFile.MOST_TENSORS) {
            throw problem(start, "the file has more than %d tensors.".formatted(TensorFile.MOST_TENSORS),
                    "Maybe the file is a trap: do not use it.");
        }
        entries.add(new Entry(name, dtype, shape, range[0], range[1], start));
    }

    private static boolean sizeFits(long[] shape, DType dtype, long bytes) {
        try {
            long size = dtype.bytes();
            for (long dimension : shape) {
                size = Math.multiplyExact(size, dimension);
            }
            return size == bytes;
        } catch (ArithmeticException overflow) {
            return false; // more than 2^63 bytes do not fit anywhere
        }
    }

    private DType parseDType(String name, JsonParser json) throws IOException {
        expect(json, json.currentToken(), JsonToken.VALUE_STRING, "tensor '" + name + "': dtype must be a text");
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(json.getText())) {
                return dtype;
            }
        }
        throw problem(offset(json), "tensor '%s': dtype must be one of %s, but is '%s'."
                .formatted(name, Arrays.toString(DType.values()), json.getText()), BROKEN);
    }

    private long[] parseLongs(String name, String key, JsonParser json) throws IOException {
        String rule = "tensor '" + name + "': " + key;
        expect(json, json.currentToken(), JsonToken.START_ARRAY, rule + " must be a list");
        List<Long> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, rule + " must hold whole numbers");
            if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
                throw problem(offset(json), rule + " must hold numbers of 0 to 2^63-1, but has " + json.getText() + ".",
                        BROKEN);
            }
            values.add(json.getLongValue());
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private List<Tensor> tensors() {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long dataStart = 8 + headerLength;
        long dataLength = bytes.byteSize() - dataStart;
        long position = 0;
        List<Tensor> tensors = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            checkPlace(entry, position, dataLength);
            position = entry.end();
            MemorySegment data = bytes.asSlice(dataStart + entry.begin(), entry.end() - entry.begin());
            tensors.add(new Tensor(entry.name(), entry.dtype(), entry.shape(), data));
        }
        if (position != dataLength) {
            throw problem(dataStart + position, "the tensors end here, but %d more bytes follow."
                    .formatted(dataLength - position), BROKEN);
        }
        return tensors;
    }

    private void checkPlace(Entry entry, long position, long dataLength) {
        if (entry.end() > dataLength) {
            throw problem(entry.headerOffset(), "tensor '%s' ends at byte %d, but the file has only %d bytes."
                    .formatted(entry.name(), 8 + headerLength + entry.end(), bytes.byteSize()), CUT);
        }
        if (entry.begin() != position) {
            throw problem(entry.headerOffset(),
                    "tensor '%s' must begin at data byte %d where the one before ends, but begins at %d (%s)."
                            .formatted(entry.name(), position, entry.begin(),
                                    entry.begin() < position ? "overlap" : "gap"),
                    BROKEN);
        }
    }

    private void expect(JsonParser json, @Nullable JsonToken actual, JsonToken expected, String rule) {
        if (actual != expected) {
            throw problem(offset(json), rule + ", but is " + actual + ".", BROKEN);
        }
    }

    private static long offset(JsonParser json) {
        return 8 + Math.max(0, json.currentTokenLocation().getByteOffset());
    }

    private TensorFileException problem(long offset, String problem, String advice) {
        return new TensorFileException(path, offset, problem, advice);
    }
}
