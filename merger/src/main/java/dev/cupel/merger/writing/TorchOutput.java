package dev.cupel.merger.writing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

    private record Entry(byte[] name, long size, long place, int sum) {

        /** Whether the fields for 32 bits suffice. */
        boolean small() {
            return size < LIMIT && place < LIMIT;
        }
    }

    private final ByteOutput out;
    private final List<Entry> entries = new ArrayList<>();

    private TorchOutput(ByteOutput out) {
        this.out = out;
    }

    static void write(ByteOutput out, List<Outgoing> tensors, Map<String, String> metadata) {
        TorchOutput zip = new TorchOutput(out);
        zip.entry("data.pkl", PickleOutput.of(tensors, metadata));
        zip.entry("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < tensors.size(); i++) {
            Outgoing tensor = tensors.get(i);
            zip.entry("data/" + i, tensor.bytes(), target -> target.tensor(tensor));
        }
        zip.entry("version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.directory();
    }

    private void entry(String name, byte[] bytes) {
        entry(name, bytes.length, target -> target.bytes(bytes));
    }

    private void entry(String name, long size, Consumer<ByteOutput> data) {
        byte[] path = (FOLDER + name).getBytes(StandardCharsets.UTF_8);
        long place = out.position();
        out.bytes(localHeader(path, size, place));
        out.beginSum();
        data.accept(out);
        int sum = out.sum();
        out.patch(place + 14, sum); // known only now
        entries.add(new Entry(path, size, place, sum));
    }

    private static ByteBuffer record(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] localHeader(byte[] name, long size, long place) {
        boolean large = size >= LIMIT;
        int fixed = 30 + name.length + (large ? 20 : 0);
        int padding = (int) (ALIGNMENT - (place + fixed + 4) % ALIGNMENT) % ALIGNMENT;
        ByteBuffer header = record(fixed + 4 + padding).putInt(LOCAL).putShort(VERSION_64).putShort((short) 0)
                .putShort((short) 0).putInt(EPOCH).putInt(0); // the sum is patched
        int stored = (int) Math.min(size, LIMIT);
        header.putInt(stored).putInt(stored).putShort((short) name.length)
                .putShort((short) (header.capacity() - 30 - name.length)).put(name);
        if (large) {
            header.putShort(EXTRA_64).putShort((short) 16).putLong(size).putLong(size);
        }
        return header.putShort(EXTRA_PADDING).putShort((short) padding).array();
    }

    private void directory() {
        long start = out.position();
        for (Entry entry : entries) {
            out.bytes(centralHeader(entry));
        }
        long size = out.position() - start;
        boolean large = start >= LIMIT || entries.size() >= ENTRIES_LIMIT;
        if (large) {
            out.bytes(end64(start, size));
        }
        int count = Math.min(entries.size(), ENTRIES_LIMIT);
        out.bytes(record(22).putInt(END).putInt(0).putShort((short) count).putShort((short) count)
                .putInt((int) Math.min(size, LIMIT)).putInt((int) Math.min(start, LIMIT)).array());
    }

    private static byte[] centralHeader(Entry entry) {
        int extra = entry.small() ? 0 : 28;
        ByteBuffer header = record(46 + entry.name().length + extra).putInt(CENTRAL).putShort(VERSION_64)
                .putShort(VERSION_64).putShort((short) 0).putShort((short) 0).putInt(EPOCH).putInt(entry.sum());
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
