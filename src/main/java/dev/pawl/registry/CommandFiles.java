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
final class CommandFiles {

  private static final long LARGEST_BYTES = 1 << 20;
  private static final Duration FRESH = Duration.ofMillis(500);
  private static final Pattern INCLUDE = Pattern.compile("(?<![\\w@])@(_shared/[\\w./-]*\\w)");

  /** A parsed command file, with the attributes by which a change is detected. */
  private record Known(FileTime modified, long size, @Nullable Object key, CommandFile file) {

    boolean is(CommandFolder.Seen now) {
      return modified.equals(now.modified())
          && size == now.size()
          && (key == null || key.equals(now.key()));
    }
  }

  private final Path folder;
  private final Source source;
  private final Clock clock;
  private Map<String, Known> known = Map.of();
  private List<CommandFolder.Part> parts = List.of();
  private Instant looked = Instant.MIN;
  private List<CommandFile> files = List.of();

  CommandFiles(Path folder, Source source, Clock clock) {
    this.folder = folder;
    this.source = source;
    this.clock = clock;
  }

  /** Returns all current command files, sorted by name. The list is the same instance until a file changes. */
  synchronized List<CommandFile> all() {
    Instant now = clock.instant();
    if (looked.isAfter(now.minus(FRESH))) {
      return files;
    }
    var found = new HashMap<String, Known>();
    try {
      if (Files.isDirectory(folder)) {
        look(CommandFolder.walk(folder), found);
      }
    } catch (IOException | DirectoryIteratorException e) {
      found.put("", lost("", "the folder cannot be read: " + e.getMessage()));
    }
    if (!found.equals(known)) {
      known = found;
      files =
          found.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(entry -> entry.getValue().file())
              .toList();
    }
    looked = now;
    return files;
  }

  private void look(CommandFolder seen, Map<String, Known> found) {
    if (!seen.parts().equals(parts)) {
      known = Map.of();
      parts = seen.parts();
    }
    seen.files()
        .forEach((name, file) -> {
          Known before = known.get(name);
          found.put(
              name, before != null && before.is(file) ? before : read(seen.root(), name, file));
        });
    seen.strayed()
        .forEach(name -> found.put(name, lost(name, "is a symbolic link that leaves the folder")));
  }

  private Known lost(String name, String why) {
    return new Known(
        FileTime.fromMillis(0), 0, null, CommandFileReader.unreadable(name, source, why));
  }

  private Known read(Path root, String name, CommandFolder.Seen seen) {
    CommandFile command;
    if (seen.size() > LARGEST_BYTES) {
      command =
          CommandFileReader.unreadable(
              name, source, "is larger than 1 MiB (%d bytes)".formatted(seen.size()));
    } else {
      try {
        String text = new String(Files.readAllBytes(seen.file()), StandardCharsets.UTF_8);
        command = CommandFileReader.read(name, source, included(root, seen.file(), text));
      } catch (IOException e) {
        command = CommandFileReader.unreadable(name, source, "cannot be read: " + e.getMessage());
      }
    }
    return new Known(seen.modified(), seen.size(), seen.key(), command);
  }

  /** Replaces references to shared parts with their content; {@code _shared} is next to the file or in the root. */
  private static String included(Path root, Path file, String text) {
    return INCLUDE
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(part(root, file, found.group(1), found.group())));
  }

  private static String part(Path root, Path file, String path, String otherwise) {
    for (Path base : List.of(file.resolveSibling(path), root.resolve(path))) {
      try {
        Path real = base.toRealPath();
        if (real.startsWith(root)
            && Files.isRegularFile(real)
            && Files.size(real) <= LARGEST_BYTES) {
          return new String(Files.readAllBytes(real), StandardCharsets.UTF_8);
        }
      } catch (IOException missing) {
        // The other location is tried next.
      }
    }
    return otherwise;
  }
}
