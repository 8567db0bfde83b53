package dev.cupel.merger.writing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The format of {@code torch.save} since 1.6: a zip of stored entries, whose data begin at multiples of 64 bytes so that
 * they can be mapped; with the fields of Zip64 where a size or place does not fit into 32 bits.
 */
final class TorchOutput {

    private static final String FOLDER = "archive/";
    private static final int ALIGNMENT = 64;
    private static final long LIMIT = 0xffff_ffffL;
    private static final int ENTRIES_LIMIT = 0xffff;
    private static final short VERSION_64 = 45;
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END = 0x06054b50;
    private static final short EXTRA_64 = 1;
    /** torch's own: its content is not looked at. */
    private static final short EXTRA_PADDING = 0x4246;
    /** 1980-01-01, the first day of zips: the same tensors give the same bytes. */
    private static final int EPOCH = 0x0021_0000;

    /** What an entry holds. */
    private sealed interface Content {

        /** A few bytes. */
        record Small(byte[] bytes) implements Content {}

        /** A tensor's values. */
        record Large(Outgoing tensor) implements Content {}
    }

    /**
     * An entry.
     *
     * @param place where its header begins
     * @param header how long that is
     */
    private record Entry(byte[] name, Content content, long size, long place, int header) {

        /** Whether the fields for 32 bits suffice. */
        boolean small() {
            return size < LIMIT && place < LIMIT;
        }

        long data() {
            return place + header;
        }

        long end() {
            return data() + size;
        }
    }

    private final SlicedFile out;
    private final List<Entry> entries = new ArrayList<>();

    private TorchOutput(SlicedFile out) {
        this.out = out;
    }

    static void write(SlicedFile out, List<Outgoing> tensors, Map<String, String> metadata) throws IOException {
        TorchOutput zip = new TorchOutput(out);
        zip.add("data.pkl", PickleOutput.of(tensors, metadata));
        zip.add("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < tensors.size(); i++) {
            zip.add("data/" + i, tensors.get(i).bytes(), new Content.Large(tensors.get(i)));
        }
        zip.add("version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.write();
    }

    private void add(String name, byte[] bytes) {
        add(name, bytes.length, new Content.Small(bytes));
    }

    private void add(String name, long size, Content content) {
        byte[] path = (FOLDER + name).getBytes(StandardCharsets.UTF_8);
        long place = entries.isEmpty() ? 0 : entries.getLast().end();
        entries.add(new Entry(path, content, size, place, localHeader(path, size, place, 0).length));
    }

    private void write() throws IOException {
        List<Slice> slices = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.content() instanceof Content.Large(Outgoing tensor)) {
                slices.add(new Slice(tensor, 0, tensor.count(), entry.data()));
            }
        }
        int[] sums = out.slices(slices, true);
        int[] all = new int[entries.size()];
        int tensor = 0;
        for (int i = 0; i < all.length; i++) {
            Entry entry = entries.get(i);
            all[i] = switch (entry.content()) {
                case Content.Small(byte[] bytes) -> {
                    out.bytes(entry.data(), bytes);
                    yield sum(bytes);
                }
                case Content.Large _ -> sums[tensor++];
            };
            out.bytes(entry.place(), localHeader(entry.name(), entry.size(), entry.place(), all[i]));
        }
        out.bytes(entries.getLast().end(), directory(all));
    }

    private static int sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    private static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] localHeader(byte[] name, long size, long place, int sum) {
        boolean large = size >= LIMIT;
        int fixed = 30 + name.length + (large ? 20 : 0);
        int padding = (int) (ALIGNMENT - (place + fixed + 4) % ALIGNMENT) % ALIGNMENT;
        ByteBuffer header = record(fixed + 4 + padding).putInt(LOCAL).putShort(VERSION_64).putShort((short) 0)
                .putShort((short) 0).putInt(EPOCH).putInt(sum);
        int stored = (int) Math.min(size, LIMIT);
        header.putInt(stored).putInt(stored).putShort((short) name.length)
                .putShort((short) (header.capacity() - 30 - name.length)).put(name);
        if (large) {
            header.putShort(EXTRA_64).putShort((short) 16).putLong(size).putLong(size);
        }
        return header.putShort(EXTRA_PADDING).putShort((short) padding).array();
    }

    private byte[] directory(int[] sums) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < sums.length; i++) {
            bytes.writeBytes(centralHeader(entries.get(i), sums[i]));
        }
        long start = entries.getLast().end();
        int size = bytes.size();
        if (start >= LIMIT || entries.size() >= ENTRIES_LIMIT) {
            bytes.writeBytes(end64(start, size));
        }
        int count = Math.min(entries.size(), ENTRIES_LIMIT);
        bytes.writeBytes(record(22).putInt(END).putInt(0).putShort((short) count).putShort((short) count).putInt(size)
                .putInt((int) Math.min(start, LIMIT)).array());
        return bytes.toByteArray();
    }

    private static byte[] centralHeader(Entry entry, int sum) {
        int extra = entry.small() ? 0 : 28;
        ByteBuffer header = record(46 + entry.name().length + extra).putInt(CENTRAL).putShort(VERSION_64)
                .putShort(VERSION_64).putShort((short) 0).putShort((short) 0).putInt(EPOCH).putInt(sum);
        int size = entry.small() ? (int) entry.size() : (int) LIMIT;
        int place = entry.small() ? (int) entry.place() : (int) LIMIT;
        header.putInt(size).putInt(size).putShort((short) entry.name().length).putShort((short) extra)
                .putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(place)
                .put(entry.name());
        if (!entry.small()) {
            header.putShort(EXTRA_64).putShort((short) 24).putLong(entry.size()).putLong(entry.size())
                    .putLong(entry.place());
        }
        return header.array();
    }

    private byte[] end64(long start, long size) {
        long place = start + size;
        return record(56 + 20).putInt(END_64).putLong(44).putShort(VERSION_64).putShort(VERSION_64).putInt(0).putInt(0)
                .putLong(entries.size()).putLong(entries.size()).putLong(size).putLong(start)
                .putInt(LOCATOR_64).putInt(0).putLong(place).putInt(1).array();
    }
}
