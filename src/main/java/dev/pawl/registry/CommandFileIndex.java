package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A cached index of the command files below one folder. Rescans after 500 ms and reads only changed files. */
final class CommandFileIndex {

  private static final long MAX_BYTES = 1 << 20;
  private static final Duration RESCAN_INTERVAL = Duration.ofMillis(500);
  private static final Pattern INCLUDE = Pattern.compile("(?<![\\w@])@(_shared/[\\w./-]*\\w)");

  /** A parsed command file, with the attributes by which a change is detected. */
  private record CachedFile(
      FileTime lastModified, long size, @Nullable Object fileKey, CommandFile file) {

    boolean matches(CommandFileScanner.ScannedFile scanned) {
      return lastModified.equals(scanned.lastModified())
          && size == scanned.size()
          && (fileKey == null || fileKey.equals(scanned.fileKey()));
    }
  }

  private final Path folder;
  private final Source source;
  private final Clock clock;
  private Map<String, CachedFile> cached = Map.of();
  private List<CommandFileScanner.SharedFile> sharedFiles = List.of();
  private Instant lastScan = Instant.MIN;
  private List<CommandFile> files = List.of();

  CommandFileIndex(Path folder, Source source, Clock clock) {
    this.folder = folder;
    this.source = source;
    this.clock = clock;
  }

  /** Returns all current command files, sorted by name. The list is the same instance until a file changes. */
  synchronized List<CommandFile> all() {
    Instant now = clock.instant();
    if (lastScan.isAfter(now.minus(RESCAN_INTERVAL))) {
      return files;
    }
    var updated = new HashMap<String, CachedFile>();
    try {
      if (Files.isDirectory(folder)) {
        update(CommandFileScanner.scan(folder), updated);
      }
    } catch (IOException | DirectoryIteratorException e) {
      updated.put("", invalid("", "the folder cannot be read: " + e.getMessage()));
    }
    if (!updated.equals(cached)) {
      cached = updated;
      files =
          updated.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(entry -> entry.getValue().file())
              .toList();
    }
    lastScan = now;
    return files;
  }

  private void update(CommandFileScanner scan, Map<String, CachedFile> updated) {
    if (!scan.sharedFiles().equals(sharedFiles)) {
      cached = Map.of();
      sharedFiles = scan.sharedFiles();
    }
    scan.files()
        .forEach((name, file) -> {
          CachedFile previous = cached.get(name);
          updated.put(
              name,
              previous != null && previous.matches(file)
                  ? previous
                  : read(scan.root(), name, file));
        });
    scan.escapingLinks()
        .forEach(name -> updated.put(name, invalid(name, "is a symbolic link out of the folder")));
  }

  private CachedFile invalid(String name, String reason) {
    return new CachedFile(
        FileTime.fromMillis(0), 0, null, CommandFileReader.unreadable(name, source, reason));
  }

  private CachedFile read(Path root, String name, CommandFileScanner.ScannedFile scanned) {
    CommandFile command;
    if (scanned.size() > MAX_BYTES) {
      command =
          CommandFileReader.unreadable(
              name, source, "is larger than 1 MiB (%d bytes)".formatted(scanned.size()));
    } else {
      try {
        String text = new String(Files.readAllBytes(scanned.file()), StandardCharsets.UTF_8);
        command = CommandFileReader.read(name, source, resolveIncludes(root, scanned.file(), text));
      } catch (IOException e) {
        command = CommandFileReader.unreadable(name, source, "cannot be read: " + e.getMessage());
      }
    }
    return new CachedFile(scanned.lastModified(), scanned.size(), scanned.fileKey(), command);
  }

  /** Replaces references to shared parts with their content; {@code _shared} is next to the file or in the root. */
  private static String resolveIncludes(Path root, Path file, String text) {
    return INCLUDE
        .matcher(text)
        .replaceAll(match ->
            Matcher.quoteReplacement(readSharedFile(root, file, match.group(1), match.group())));
  }

  private static String readSharedFile(Path root, Path file, String path, String fallback) {
    for (Path base : List.of(file.resolveSibling(path), root.resolve(path))) {
      try {
        Path realPath = base.toRealPath();
        if (realPath.startsWith(root)
            && Files.isRegularFile(realPath)
            && Files.size(realPath) <= MAX_BYTES) {
          return new String(Files.readAllBytes(realPath), StandardCharsets.UTF_8);
        }
      } catch (IOException ignored) {
        // The other location is tried next.
      }
    }
    return fallback;
  }
}
