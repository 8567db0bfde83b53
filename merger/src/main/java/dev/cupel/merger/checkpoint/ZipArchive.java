package dev.cupel.merger.checkpoint;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The entries of a memory-mapped zip file. Stored entries are views of the mapping (the JDK's own zip reader would copy
 * gigabytes); deflated ones are inflated into an arena, up to a limit.
 */
final class ZipArchive {

    /** One file in the archive; {@code crc} is of the inflated bytes. */
    record Entry(String name, boolean deflated, long compressed, long size, int crc, long local, long data) {

        /** The place after its last byte. */
        long end() {
            return data + compressed;
        }
    }

    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int END_64 = 0x06064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int STEP = 1 << 20;
    private static final String TRAP = "Maybe the file is a trap: do not use it.";
    private static final String BROKEN = "Maybe the file was changed by another program: fetch it again.";

    private final FileBytes file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipArchive(FileBytes file) {
        this.file = file;
    }

    static ZipArchive read(FileBytes file) {
        ZipArchive archive = new ZipArchive(file);
        archive.readDirectory();
        return archive;
    }

    Map<String, Entry> entries() {
        return entries;
    }

    private void readDirectory() {
        long end = findEnd();
        long count = file.u16(end + 10);
        long position = file.u32(end + 16);
        if (end >= 20 && file.i32(end - 20) == LOCATOR_64) {
            long end64 = file.i64(end - 12);
            if (file.i32(end64) != END_64) {
                throw file.problem(end64, "the zip's 64-bit end record should be here, but is not.", BROKEN);
            }
            count = file.i64(end64 + 32);
            position = file.i64(end64 + 48);
        }
        long directory = position;
        for (long i = 0; i < count; i++) {
            position = readEntry(position);
        }
        checkPlaces(directory);
    }

    /** Entries that share bytes are how a small zip pretends to be a huge one. */
    private void checkPlaces(long directory) {
        List<Entry> byPlace = entries.values().stream().sorted(Comparator.comparingLong(Entry::local)).toList();
        for (int i = 0; i < byPlace.size(); i++) {
            Entry entry = byPlace.get(i);
            boolean last = i == byPlace.size() - 1;
            if (entry.end() > (last ? directory : byPlace.get(i + 1).local())) {
                throw file.problem(entry.local(), "the zip entry '%s' must end before %s, but overlaps it.".formatted(
                        entry.name(), last ? "the directory" : "'" + byPlace.get(i + 1).name() + "'"), TRAP);
            }
        }
    }

    private long findEnd() {
        long lowest = Math.max(0, file.size() - END_SIZE - 0xffff);
        for (long at = file.size() - END_SIZE; at >= lowest; at--) {
            if (file.i32(at) == END && at + END_SIZE + file.u16(at + 20) == file.size()) {
                return at;
            }
        }
        throw file.problem(file.size(), "a zip must end with its directory, but this does not.", FileBytes.CUT);
    }

    private long readEntry(long at) {
        if (file.i32(at) != CENTRAL) {
            throw file.problem(at, "an entry of the zip's directory should be here, but is not.", BROKEN);
        }
        int flags = file.u16(at + 8);
        int method = file.u16(at + 10);
        int nameLength = file.u16(at + 28);
        int extraLength = file.u16(at + 30);
        String name = file.text(at + 46, nameLength, StandardCharsets.UTF_8);
        long[] sizes = {file.u32(at + 24), file.u32(at + 20), file.u32(at + 42)};
        readSizes64(at + 46 + nameLength, extraLength, sizes);
        if ((flags & 1) != 0 || method != 0 && method != 8) {
            throw file.problem(at, "the zip entry '%s' must be stored or deflated, but is %s.".formatted(name,
                    (flags & 1) != 0 ? "encrypted" : "packed by method " + method), BROKEN);
        }
        Entry entry = new Entry(name, method == 8, sizes[1], sizes[0], file.i32(at + 16), sizes[2],
                dataStart(name, sizes[2]));
        file.slice(entry.data(), entry.compressed());
        if (!entry.deflated() && entry.size() != entry.compressed()) {
            throw file.problem(at, "the stored zip entry '%s' has two sizes, %d and %d.".formatted(name, entry.size(),
                    entry.compressed()), BROKEN);
        }
        if (entries.put(name, entry) != null) {
            throw file.problem(at, "the zip has two entries '%s'.".formatted(name), BROKEN);
        }
        return at + 46 + nameLength + extraLength + file.u16(at + 32);
    }

    /** Replaces those of {size, compressed size, place} that did not fit into 32 bits. */
    private void readSizes64(long extra, int length, long[] sizes) {
        long end = extra + length;
        for (long at = extra; at + 4 <= end; at += 4 + file.u16(at + 2)) {
            if (file.u16(at) == 1) {
                long value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == 0xffffffffL) {
                        sizes[i] = file.i64(value);
                        value += 8;
                    }
                }
            }
        }
    }

    private long dataStart(String name, long local) {
        if (file.i32(local) != LOCAL) {
            throw file.problem(local, "the zip entry '%s' should start here, but does not.".formatted(name), BROKEN);
        }
        int length = file.u16(local + 26);
        String own = file.text(local + 30, length, StandardCharsets.UTF_8);
        if (!own.equals(name)) {
            throw file.problem(local, "the zip entry '%s' calls itself '%s'.".formatted(name, own), TRAP);
        }
        return local + 30 + length + file.u16(local + 28);
    }

    /** The bytes of an entry; the caller has checked {@link Entry#size} against its limit. */
    MemorySegment bytes(Entry entry, Arena arena) {
        MemorySegment stored = file.slice(entry.data(), entry.compressed());
        if (!entry.deflated()) {
            return stored;
        }
        MemorySegment target = arena.allocate(entry.size());
        try (Inflater inflater = new Inflater(true)) {
            long out = inflate(inflater, stored, target);
            if (out != entry.size() || !ended(inflater, stored)) {
                throw file.problem(entry.data(), "the zip entry '%s' should inflate to %d bytes, but gives %s."
                        .formatted(entry.name(), entry.size(), out == entry.size() ? "more" : out), BROKEN);
            }
            return target;
        } catch (DataFormatException e) {
            throw new TensorFileException(file.path(), entry.data(),
                    "the zip entry '%s' cannot be inflated: %s.".formatted(entry.name(), e.getMessage()), BROKEN, e);
        }
    }

    /** Inflates until the target is full or the source ends, and says how many bytes there are. */
    private static long inflate(Inflater inflater, MemorySegment source, MemorySegment target)
            throws DataFormatException {
        long out = 0;
        while (!inflater.finished() && out < target.byteSize() && fed(inflater, source)) {
            out += inflater.inflate(target.asSlice(out, Math.min(STEP, target.byteSize() - out)).asByteBuffer());
        }
        return out;
    }

    /** Whether there is input; a buffer holds at most 2 GiB, so it goes through slices. */
    private static boolean fed(Inflater inflater, MemorySegment source) {
        long read = inflater.getBytesRead();
        if (inflater.needsInput() && read < source.byteSize()) {
            inflater.setInput(source.asSlice(read, Math.min(STEP, source.byteSize() - read)).asByteBuffer());
        }
        return !inflater.needsInput();
    }

    /** Whether nothing more comes out. */
    private static boolean ended(Inflater inflater, MemorySegment source) throws DataFormatException {
        byte[] more = new byte[1];
        while (!inflater.finished() && fed(inflater, source)) {
            if (inflater.inflate(more) > 0) {
                return false;
            }
        }
        return inflater.finished();
    }

    /** Checks an entry's bytes against its check sum. */
    void checkSum(Entry entry, MemorySegment bytes) {
        CRC32 crc = new CRC32();
        for (long at = 0; at < bytes.byteSize(); at += STEP) {
            crc.update(bytes.asSlice(at, Math.min(STEP, bytes.byteSize() - at)).asByteBuffer());
        }
        if ((int) crc.getValue() != entry.crc()) {
            throw file.problem(entry.data(), "the zip entry '%s' should have the check sum %08x, but has %08x."
                    .formatted(entry.name(), entry.crc(), (int) crc.getValue()), BROKEN);
        }
    }
}
