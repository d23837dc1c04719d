package dev.pawl.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scan of a folder of command files. Symbolic links are followed only if they stay inside the folder.
 *
 * @param root the real path of the folder
 * @param files the command files by command name
 * @param parts the files that commands may include, for change detection
 * @param strayed the names of symbolic links that leave the folder
 */
record CommandFolder(Path root, Map<String, Seen> files, List<Part> parts, List<String> strayed) {

  private static final String SHARED = "_shared";
  private static final int DEEPEST = 16;
  private static final Pattern DOCUMENT =
      Pattern.compile("readme|claude|.*_backup", Pattern.CASE_INSENSITIVE);

  /** A command file, with the attributes by which a change is detected. */
  record Seen(Path file, FileTime modified, long size, @Nullable Object key) {}

  /** A file that commands may include, with the attributes by which a change is detected. */
  record Part(Path file, FileTime modified, long size) {}

  static CommandFolder walk(Path folder) throws IOException {
    Path root = folder.toRealPath();
    var seen = new CommandFolder(root, new HashMap<>(), new ArrayList<>(), new ArrayList<>());
    seen.visit(root, "", new ArrayDeque<>(List.of(root)));
    return seen;
  }

  private void visit(Path directory, String base, Deque<Path> above) throws IOException {
    for (Path child : children(directory)) {
      String part = child.getFileName().toString();
      if (part.equals(SHARED)) {
        share(child);
      } else if (!part.startsWith(".") && !part.startsWith("_")) {
        look(child, base, part, above);
      }
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    var children = new ArrayList<Path>();
    try (var listing = Files.newDirectoryStream(directory)) {
      listing.forEach(children::add);
    }
    children.sort(null);
    return children;
  }

  private void share(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var below = Files.walk(folder, DEEPEST)) {
      for (Path file : below.sorted().toList()) {
        var attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        parts.add(new Part(file, attributes.lastModifiedTime(), attributes.size()));
      }
    }
  }

  private void look(Path child, String base, String part, Deque<Path> above) throws IOException {
    var attributes =
        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Path real = child;
    if (attributes.isSymbolicLink()) {
      if (!Files.exists(child)) {
        return;
      }
      real = child.toRealPath();
      if (!real.startsWith(root)) {
        strayed.add(base + plain(part));
        return;
      }
      attributes = Files.readAttributes(real, BasicFileAttributes.class);
    }
    if (attributes.isDirectory()) {
      if (above.size() <= DEEPEST && !above.contains(real)) {
        above.push(real);
        visit(real, base + part + "/", above);
        above.pop();
      }
    } else if (attributes.isRegularFile() && isCommand(part)) {
      files.put(
          base + plain(part),
          new Seen(real, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
    }
  }

  private static boolean isMarkdown(String part) {
    return part.length() > 3 && part.toLowerCase(Locale.ROOT).endsWith(".md");
  }

  private static boolean isCommand(String part) {
    return isMarkdown(part) && !DOCUMENT.matcher(plain(part)).matches();
  }

  private static String plain(String part) {
    return isMarkdown(part) ? part.substring(0, part.length() - 3) : part;
  }
}
