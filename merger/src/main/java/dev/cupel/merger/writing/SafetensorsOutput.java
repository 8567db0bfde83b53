package dev.cupel.merger.writing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The safetensors format: 8 bytes of header length, the header as JSON, padded to 64 bytes, and the tensors without gaps. */
final class SafetensorsOutput {

    /** Elements of one slice, a multiple of all steps but whole tensors: one MiB of float16. */
    private static final long SLICE = 1 << 19;
    private static final int ALIGNMENT = 64;

    private SafetensorsOutput() {}

    static void write(SlicedFile out, List<Outgoing> tensors, Map<String, String> metadata) throws IOException {
        // widest elements first: with no gaps allowed, this keeps every tensor aligned
        List<Outgoing> ordered = tensors.stream()
                .sorted(Comparator.comparingInt(tensor -> -tensor.dtype().bytes())).toList();
        byte[] header = header(ordered, metadata);
        out.bytes(0, header);
        out.slices(slices(ordered, header.length), false);
    }

    private static List<Slice> slices(List<Outgoing> tensors, long start) {
        List<Slice> slices = new ArrayList<>();
        long place = start;
        for (Outgoing tensor : tensors) {
            long size = Math.max(SLICE, tensor.step());
            for (long first = 0; first < tensor.count(); first += size) {
                long length = Math.min(size, tensor.count() - first);
                slices.add(new Slice(tensor, first, length, place));
                place += length * tensor.dtype().bytes();
            }
        }
        return slices;
    }

    private static byte[] header(List<Outgoing> tensors, Map<String, String> metadata) {
        JsonMapper mapper = new JsonMapper();
        ObjectNode json = mapper.createObjectNode();
        ObjectNode texts = json.putObject("__metadata__");
        texts.put("format", "pt"); // web UIs ask for it
        metadata.forEach(texts::put);
        long position = 0;
        for (Outgoing tensor : tensors) {
            ObjectNode entry = json.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            entry.putArray("data_offsets").add(position).add(position + tensor.bytes());
            position += tensor.bytes();
        }
        try {
            return padded(mapper.writeValueAsString(json).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts and numbers can be written", e);
        }
    }

    private static byte[] padded(byte[] text) {
        int length = (8 + text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putLong(length - 8).put(text);
        while (all.hasRemaining()) {
            all.put((byte) ' ');
        }
        return all.array();
    }
}
