package dev.pawl.archive;

import dev.pawl.archive.RefusedArchive.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Extracts one archive into an empty folder. Links are created last, so that nothing is written through one. */
final class Unpacking {

  private static final int MOST_FAULTS = 20;
  private static final int BUFFER = 1 << 16;
  private static final int SHOWN = 100;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private enum Kind {
    FOLDER,
    FILE,
    LINK
  }

  /**
   * The result of an extraction.
   *
   * @param files the number of files and links
   * @param bytes the total size of all files
   * @param leftOut the omitted paths called {@code .git}, at most 100
   */
  record Unpacked(int files, long bytes, List<String> leftOut) {}

  private final Path root;
  private final Budget budget;
  private final Names names;
  private final Map<String, Kind> placed = new HashMap<>();
  private final Links links = new Links();
  private final Set<String> leftOut = new TreeSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER];
  private int files;
  private long bytes;

  Unpacking(Path root, ArchiveProperties limits, Budget budget) {
    this.root = root;
    this.budget = budget;
    this.names = new Names(limits.pathLength(), limits.depth());
  }

  /**
   * Extracts all entries.
   *
   * @throws RefusedArchive with the entries at fault; the content of the folder is then unusable
   */
  Unpacked all(Path archive, Format format) throws IOException {
    try (Items items = reading("", () -> format.open(archive, budget))) {
      Optional<Item> item = reading("", items::next);
      while (item.isPresent() && faults.size() < MOST_FAULTS) {
        take(item.get());
        String last = item.get().name();
        item = reading(last, items::next);
      }
    }
    links
        .all()
        .forEach((path, target) -> links.fault(path, target).ifPresent(why -> fault(path, why)));
    if (!faults.isEmpty()) {
      throw new RefusedArchive(faults);
    }
    if (files == 0) {
      throw new RefusedArchive("The archive contains no files.");
    }
    for (Map.Entry<String, String> link : links.all().entrySet()) {
      Path file = inside(link.getKey());
      Files.createDirectories(file.getParent());
      Files.createSymbolicLink(file, Path.of(link.getValue()));
    }
    return new Unpacked(files, bytes, leftOut.stream().limit(SHOWN).toList());
  }

  private void fault(String entry, String why) {
    faults.add(new Fault(entry, why));
  }

  private void take(Item item) throws IOException {
    budget.entry(item.name());
    Optional<String> fault =
        item instanceof Item.Unfit unfit ? Optional.of(unfit.why()) : names.fault(item.name());
    fault.ifPresent(why -> fault(item.name(), why));
    if (fault.isPresent() || !place(item, Names.path(item.name()))) {
      skip(item);
    }
  }

  /** Extracts an entry; returns false if the entry is ignored. */
  private boolean place(Item item, String path) throws IOException {
    List<String> parts = Names.parts(path);
    int git = parts.indexOf(Names.GIT);
    if (git >= 0) {
      leftOut.add(String.join("/", parts.subList(0, git + 1)));
      return false;
    }
    if (path.isEmpty() || !isFree(item, path)) {
      return false;
    }
    switch (item) {
      case Item.Folder _ -> placed.put(path, Kind.FOLDER);
      case Item.File file -> write(file, path);
      case Item.Link link -> {
        links.add(path, link.target());
        placed.put(path, Kind.LINK);
        files++;
      }
      case Item.Copy copy -> copy(copy, path);
      case Item.Unfit _ ->
          throw new IllegalStateException("unsupported entries are rejected before");
    }
    return true;
  }

  /** Returns whether the path is unused and has only folders above it; registers missing parents as folders. */
  private boolean isFree(Item item, String path) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String above = path.substring(0, slash);
      Kind kind = placed.putIfAbsent(above, Kind.FOLDER);
      if (kind == Kind.FILE || kind == Kind.LINK) {
        fault(item.name(), "is below %s, which is not a folder".formatted(above));
        return false;
      }
    }
    Kind there = placed.get(path);
    if (there != null && !(there == Kind.FOLDER && item instanceof Item.Folder)) {
      fault(item.name(), "occurs twice");
    }
    return there == null;
  }

  private void write(Item.File item, String path) throws IOException {
    placed.put(path, Kind.FILE);
    Path file = inside(path);
    Files.createDirectories(file.getParent());
    var mode =
        PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(item.executable() ? "rwxr-xr-x" : "rw-r--r--"));
    try (SeekableByteChannel out = Files.newByteChannel(file, NEW, mode)) {
      for (int read = read(item); read >= 0; read = read(item)) {
        out.write(ByteBuffer.wrap(buffer, 0, read));
        bytes += read;
      }
    }
    files++;
  }

  private int read(Item.File item) {
    int read = reading(item.name(), () -> item.content().read(buffer, 0, BUFFER));
    budget.bytes(item.name(), Math.max(0, read));
    return read;
  }

  private void skip(Item item) {
    if (item instanceof Item.File file) {
      while (read(file) >= 0) {
        continue;
      }
    }
  }

  private void copy(Item.Copy copy, String path) throws IOException {
    String origin = Names.path(copy.of());
    if (names.fault(copy.of()).isPresent() || placed.get(origin) != Kind.FILE) {
      fault(copy.name(), "is a hard link to %s, which is not an earlier file".formatted(copy.of()));
      return;
    }
    Path file = inside(path);
    long size = Files.size(inside(origin));
    budget.bytes(copy.name(), size);
    Files.createDirectories(file.getParent());
    Files.copy(inside(origin), file, StandardCopyOption.COPY_ATTRIBUTES);
    placed.put(path, Kind.FILE);
    bytes += size;
    files++;
  }

  /** Resolves a path below the root. Names are validated before; this is the second line of defense. */
  private Path inside(String path) {
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root) || file.equals(root)) {
      throw new IllegalStateException("path is outside the extraction folder: " + path);
    }
    return file;
  }

  /** An operation that reads from the archive. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Rejects the archive if it cannot be read, whatever the library throws; errors on writing are not wrapped. */
  private static <T> T reading(String entry, Reading<T> reading) {
    try {
      return reading.read();
    } catch (RefusedArchive e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      String why = e.getMessage() == null ? "unexpected end" : e.getMessage();
      String where = entry.isEmpty() ? "" : ", at or after the entry \"%s\"".formatted(entry);
      throw new RefusedArchive(
          "The archive is damaged or truncated%s: %s. It was not stored.".formatted(where, why));
    }
  }
}
