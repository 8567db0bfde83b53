package dev.cupel.merger.checkpoint;

import dev.cupel.merger.checkpoint.PickleValue.Sequence;
import dev.cupel.merger.checkpoint.PickleValue.Storage;
import dev.cupel.merger.checkpoint.PickleValue.Text;
import dev.cupel.merger.checkpoint.PickleValue.Whole;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code torch.save} writes: a zip with one pickle and one entry per storage, or, before torch 1.6, five pickles
 * followed by the storages.
 */
final class TorchReader {

    private static final Pattern ENTRY = Pattern
            .compile("(?<folder>[^/\\\\:\\p{Cntrl}]+/)(data/\\d+|data\\.pkl|version|byteorder|\\.format_version"
                    + "|\\.storage_alignment|\\.data/serialization_id|data/|\\.data/)?");
    private static final Set<String> OUTSIDE = Set.of("./", "../");
    private static final BigInteger LEGACY_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final BigInteger LEGACY_PROTOCOL = BigInteger.valueOf(1001);
    private static final String BROKEN = "Maybe the file is damaged: fetch it again.";

    private TorchReader() {}

    static TensorFile.Content readZip(Path path, MemorySegment bytes, Arena arena) {
        FileBytes file = new FileBytes(path, bytes, 0, "");
        ZipArchive zip = ZipArchive.read(file);
        checkNames(file, zip);
        InflationLimit limit = new InflationLimit(file);
        ZipArchive.Entry pickle = zip.entries().values().stream().filter(e -> e.name().endsWith("/data.pkl"))
                .findFirst()
                .orElseThrow(() -> file.problem(0, "a torch file must have an entry data.pkl, but this zip has %s."
                        .formatted(zip.entries().keySet().stream().limit(5).toList()),
                        "Maybe this is another kind of zip."));
        String folder = pickle.name().substring(0, pickle.name().length() - "data.pkl".length());
        checkByteOrder(file, zip, folder, limit, arena);
        MemorySegment program = limit.read(zip, pickle, arena);
        zip.checkSum(pickle, program);
        long start = pickle.deflated() ? 0 : pickle.data(); // in a deflated entry, places count from its own start
        PickleMachine machine = new PickleMachine(new FileBytes(path, program, start, pickle.name()), 0);
        StateDict state = StateDict.of(file, machine.run());
        Map<String, MemorySegment> storages = new HashMap<>();
        return state.read(limit, arena, start,
                storage -> storages.computeIfAbsent(storage.key(), key -> {
                    ZipArchive.Entry entry = zip.entries().get(folder + "data/" + key);
                    if (entry == null) {
                        throw file.problem(pickle.data(), "the zip has no entry for storage '%s'.".formatted(key),
                                BROKEN);
                    }
                    return limit.read(zip, entry, arena);
                }));
    }

    private static void checkNames(FileBytes file, ZipArchive zip) {
        String first = null;
        for (ZipArchive.Entry entry : zip.entries().values()) {
            Matcher name = ENTRY.matcher(entry.name());
            if (!name.matches() || OUTSIDE.contains(name.group("folder"))) {
                throw file.problem(entry.data(), "a torch file of weights has no entry '%s'.".formatted(entry.name()),
                        "Maybe this is a TorchScript program or another kind of zip: only files of weights can be read.");
            }
            String folder = name.group("folder");
            first = first == null ? folder : first;
            if (!folder.equals(first)) {
                throw file.problem(entry.data(), "all entries of a torch file are in one folder '%s', but this is '%s'."
                        .formatted(first, entry.name()), "Maybe two files were packed into one: take one of them.");
            }
        }
    }

    private static void checkByteOrder(FileBytes file, ZipArchive zip, String folder, InflationLimit limit,
            Arena arena) {
        ZipArchive.Entry entry = zip.entries().get(folder + "byteorder");
        if (entry != null) {
            MemorySegment bytes = limit.read(zip, entry, arena);
            String order = new FileBytes(file.path(), bytes, 0, "").text(0, (int) Math.min(16, bytes.byteSize()),
                    StandardCharsets.US_ASCII);
            if (!order.equals("little")) {
                throw file.problem(entry.data(), "the byte order must be little, but is '%s'.".formatted(order),
                        "Maybe save it again on an ordinary machine.");
            }
        }
    }

    static TensorFile.Content readLegacy(Path path, MemorySegment bytes, Arena arena) {
        FileBytes file = new FileBytes(path, bytes, 0, "");
        PickleMachine magic = new PickleMachine(file, 0);
        expect(file, 0, magic.run(), LEGACY_MAGIC, "the number that marks a torch file");
        PickleMachine protocol = new PickleMachine(file, magic.position());
        expect(file, magic.position(), protocol.run(), LEGACY_PROTOCOL, "torch's protocol 1001");
        PickleMachine system = new PickleMachine(file, protocol.position());
        system.run(); // sizes of C types on the writer's machine: the storage types fix ours
        PickleMachine object = new PickleMachine(file, system.position());
        StateDict state = StateDict.of(file, object.run());
        PickleMachine keys = new PickleMachine(file, object.position());
        Map<String, MemorySegment> storages = legacyStorages(file, keys, object.storages());
        return state.read(new InflationLimit(file), arena, 0, storage -> {
            MemorySegment found = storages.get(storage.key());
            if (found == null) {
                throw file.problem(object.position(), "the file has no storage '%s'.".formatted(storage.key()), BROKEN);
            }
            return found;
        });
    }

    private static void expect(FileBytes file, long at, PickleValue actual, BigInteger expected, String what) {
        if (!(actual instanceof Whole number && number.value().equals(expected))) {
            throw file.problem(at, "%s is needed here, but there is something else.".formatted(what),
                    "Maybe this is a pickle of another program, not a torch file.");
        }
    }

    /** After the pickles: for each key of the list, a count of 8 bytes and the elements. */
    private static Map<String, MemorySegment> legacyStorages(FileBytes file, PickleMachine keys,
            Map<String, Storage> described) {
        if (!(keys.run() instanceof Sequence list)) {
            throw file.problem(keys.position(), "a list of storages is needed before here.", BROKEN);
        }
        Map<String, MemorySegment> storages = new HashMap<>();
        long at = keys.position();
        for (PickleValue item : list.items) {
            Storage storage = item instanceof Text key ? described.get(key.value()) : null;
            if (storage == null || file.i64(at) != storage.count()) {
                throw file.problem(at,
                        "the data of a storage is needed here with its count, but there is something else.",
                        BROKEN);
            }
            long length = storage.count() > file.size() ? Long.MAX_VALUE : storage.count() * storage.dtype().bytes();
            storages.put(storage.key(), file.slice(at + 8, length));
            at += 8 + length;
        }
        return storages;
    }

    /** Where the bytes of a storage come from. */
    interface Storages {
        MemorySegment bytes(Storage storage);
    }

    /** Inflated entries and tensors spread out by strides may take 8 times the file and a MiB: weights hardly compress. */
    static final class InflationLimit {

        private final FileBytes file;
        private long left;

        InflationLimit(FileBytes file) {
            this.file = file;
            this.left = 8 * file.size() + (1 << 20);
        }

        MemorySegment read(ZipArchive zip, ZipArchive.Entry entry, Arena arena) {
            if (entry.deflated()) {
                take(entry.size(), entry.data(), "the zip entry '" + entry.name() + "'");
            }
            return zip.bytes(entry, arena);
        }

        void take(long bytes, long at, String what) {
            if (bytes > left) {
                throw file.problem(at, "%s would take %d bytes, more than a file of %d bytes may."
                        .formatted(what, bytes, file.size()), "Maybe the file is a trap: do not use it.");
            }
            left -= bytes;
        }
    }

}
