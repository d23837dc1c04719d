package dev.pawl.archive;

import dev.pawl.archive.ArchiveRejectedException.EntryError;
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
final class ArchiveExtractor {

  private static final int MAX_ERRORS = 20;
  private static final int BUFFER_SIZE = 1 << 16;
  private static final int MAX_REPORTED_OMISSIONS = 100;
  private static final Set<StandardOpenOption> CREATE_NEW_OPTIONS =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private enum EntryType {
    FOLDER,
    FILE,
    LINK
  }

  /**
   * The result of an extraction.
   *
   * @param files the number of files and links
   * @param bytes the total size of all files
   * @param omitted the omitted paths called {@code .git}, at most 100
   */
  record ExtractionResult(int files, long bytes, List<String> omitted) {}

  private final Path root;
  private final ExtractionLimits limits;
  private final EntryNameValidator nameValidator;
  private final Map<String, EntryType> extractedTypes = new HashMap<>();
  private final SymlinkValidator linkValidator = new SymlinkValidator();
  private final Set<String> omitted = new TreeSet<>();
  private final List<EntryError> errors = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int files;
  private long bytes;

  ArchiveExtractor(Path root, ArchiveProperties properties, ExtractionLimits limits) {
    this.root = root;
    this.limits = limits;
    this.nameValidator = new EntryNameValidator(properties.maxPathLength(), properties.maxDepth());
  }

  /**
   * Extracts all entries.
   *
   * @throws ArchiveRejectedException with the entries at fault; the content of the folder is then unusable
   */
  ExtractionResult extract(Path archive, ArchiveFormat format) throws IOException {
    try (ArchiveEntryReader items = readOrReject("", () -> format.open(archive, limits))) {
      Optional<ArchiveEntry> item = readOrReject("", items::next);
      while (item.isPresent() && errors.size() < MAX_ERRORS) {
        process(item.get());
        String lastName = item.get().name();
        item = readOrReject(lastName, items::next);
      }
    }
    linkValidator
        .all()
        .forEach((path, target) ->
            linkValidator.validate(path, target).ifPresent(reason -> addError(path, reason)));
    if (!errors.isEmpty()) {
      throw new ArchiveRejectedException(errors);
    }
    if (files == 0) {
      throw new ArchiveRejectedException("The archive contains no files.");
    }
    for (Map.Entry<String, String> link : linkValidator.all().entrySet()) {
      Path file = resolve(link.getKey());
      Files.createDirectories(file.getParent());
      Files.createSymbolicLink(file, Path.of(link.getValue()));
    }
    return new ExtractionResult(
        files, bytes, omitted.stream().limit(MAX_REPORTED_OMISSIONS).toList());
  }

  private void addError(String entry, String reason) {
    errors.add(new EntryError(entry, reason));
  }

  private void process(ArchiveEntry item) throws IOException {
    limits.countEntry(item.name());
    Optional<String> error =
        item instanceof ArchiveEntry.Unsupported unsupported
            ? Optional.of(unsupported.reason())
            : nameValidator.validate(item.name());
    error.ifPresent(reason -> addError(item.name(), reason));
    if (error.isPresent() || !extractEntry(item, EntryNameValidator.normalize(item.name()))) {
      skip(item);
    }
  }

  /** Extracts an entry; returns false if the entry is ignored. */
  private boolean extractEntry(ArchiveEntry item, String path) throws IOException {
    List<String> segments = EntryNameValidator.segments(path);
    int gitIndex = segments.indexOf(EntryNameValidator.GIT_FOLDER);
    if (gitIndex >= 0) {
      omitted.add(String.join("/", segments.subList(0, gitIndex + 1)));
      return false;
    }
    if (path.isEmpty() || !isPathAvailable(item, path)) {
      return false;
    }
    switch (item) {
      case ArchiveEntry.Folder _ -> extractedTypes.put(path, EntryType.FOLDER);
      case ArchiveEntry.File file -> writeFile(file, path);
      case ArchiveEntry.Symlink link -> {
        linkValidator.add(path, link.target());
        extractedTypes.put(path, EntryType.LINK);
        files++;
      }
      case ArchiveEntry.HardLink copy -> copyHardLink(copy, path);
      case ArchiveEntry.Unsupported _ ->
          throw new IllegalStateException("unsupported entries are rejected earlier");
    }
    return true;
  }

  /** Returns whether the path is unused and has only folders above it; registers missing parents as folders. */
  private boolean isPathAvailable(ArchiveEntry item, String path) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      EntryType type = extractedTypes.putIfAbsent(parent, EntryType.FOLDER);
      if (type == EntryType.FILE || type == EntryType.LINK) {
        addError(item.name(), "is below %s, which is not a folder".formatted(parent));
        return false;
      }
    }
    EntryType existing = extractedTypes.get(path);
    if (existing != null
        && !(existing == EntryType.FOLDER && item instanceof ArchiveEntry.Folder)) {
      addError(item.name(), "occurs twice");
    }
    return existing == null;
  }

  private void writeFile(ArchiveEntry.File item, String path) throws IOException {
    extractedTypes.put(path, EntryType.FILE);
    Path file = resolve(path);
    Files.createDirectories(file.getParent());
    var mode =
        PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(item.executable() ? "rwxr-xr-x" : "rw-r--r--"));
    try (SeekableByteChannel out = Files.newByteChannel(file, CREATE_NEW_OPTIONS, mode)) {
      for (int read = read(item); read >= 0; read = read(item)) {
        out.write(ByteBuffer.wrap(buffer, 0, read));
        bytes += read;
      }
    }
    files++;
  }

  private int read(ArchiveEntry.File item) {
    int read = readOrReject(item.name(), () -> item.content().read(buffer, 0, BUFFER_SIZE));
    limits.countBytes(item.name(), Math.max(0, read));
    return read;
  }

  private void skip(ArchiveEntry item) {
    if (item instanceof ArchiveEntry.File file) {
      while (read(file) >= 0) {
        continue;
      }
    }
  }

  private void copyHardLink(ArchiveEntry.HardLink link, String path) throws IOException {
    String source = EntryNameValidator.normalize(link.target());
    if (nameValidator.validate(link.target()).isPresent()
        || extractedTypes.get(source) != EntryType.FILE) {
      addError(
          link.name(),
          "is a hard link to %s, which is not an earlier file".formatted(link.target()));
      return;
    }
    Path file = resolve(path);
    long size = Files.size(resolve(source));
    limits.countBytes(link.name(), size);
    Files.createDirectories(file.getParent());
    Files.copy(resolve(source), file, StandardCopyOption.COPY_ATTRIBUTES);
    extractedTypes.put(path, EntryType.FILE);
    bytes += size;
    files++;
  }

  /** Resolves a path below the root. Names are validated before; this is the second line of defense. */
  private Path resolve(String path) {
    Path file = root.resolve(path).normalize();
    if (!file.startsWith(root) || file.equals(root)) {
      throw new IllegalStateException("path is outside the extraction folder: " + path);
    }
    return file;
  }

  /** An operation that reads from the archive. */
  private interface ReadOperation<T> {
    T read() throws IOException;
  }

  /** Rejects the archive if it cannot be read, whatever the library throws; errors on writing are not wrapped. */
  private static <T> T readOrReject(String entry, ReadOperation<T> operation) {
    try {
      return operation.read();
    } catch (ArchiveRejectedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      String reason = e.getMessage() == null ? "unexpected end" : e.getMessage();
      String location = entry.isEmpty() ? "" : ", at or after the entry \"%s\"".formatted(entry);
      throw new ArchiveRejectedException(
          "The archive is damaged or truncated%s: %s. It was not stored."
              .formatted(location, reason));
    }
  }
}
