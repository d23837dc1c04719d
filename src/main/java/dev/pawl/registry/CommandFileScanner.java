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
 * @param sharedFiles the files that commands may include, for change detection
 * @param escapingLinks the names of symbolic links that leave the folder
 */
record CommandFileScanner(
    Path root,
    Map<String, ScannedFile> files,
    List<SharedFile> sharedFiles,
    List<String> escapingLinks) {

  private static final String SHARED_FOLDER = "_shared";
  private static final int MAX_DEPTH = 16;
  private static final Pattern DOCUMENTATION =
      Pattern.compile("readme|claude|.*_backup", Pattern.CASE_INSENSITIVE);

  /** A command file, with the attributes by which a change is detected. */
  record ScannedFile(Path file, FileTime lastModified, long size, @Nullable Object fileKey) {}

  /** A file that commands may include, with the attributes by which a change is detected. */
  record SharedFile(Path file, FileTime lastModified, long size) {}

  static CommandFileScanner scan(Path folder) throws IOException {
    Path root = folder.toRealPath();
    var scan = new CommandFileScanner(root, new HashMap<>(), new ArrayList<>(), new ArrayList<>());
    scan.scanDirectory(root, "", new ArrayDeque<>(List.of(root)));
    return scan;
  }

  private void scanDirectory(Path directory, String prefix, Deque<Path> ancestors)
      throws IOException {
    for (Path child : children(directory)) {
      String fileName = child.getFileName().toString();
      if (fileName.equals(SHARED_FOLDER)) {
        addSharedFiles(child);
      } else if (!fileName.startsWith(".") && !fileName.startsWith("_")) {
        addEntry(child, prefix, fileName, ancestors);
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

  private void addSharedFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var paths = Files.walk(folder, MAX_DEPTH)) {
      for (Path file : paths.sorted().toList()) {
        var attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        sharedFiles.add(new SharedFile(file, attributes.lastModifiedTime(), attributes.size()));
      }
    }
  }

  private void addEntry(Path child, String prefix, String fileName, Deque<Path> ancestors)
      throws IOException {
    var attributes =
        Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Path realPath = child;
    if (attributes.isSymbolicLink()) {
      if (!Files.exists(child)) {
        return;
      }
      realPath = child.toRealPath();
      if (!realPath.startsWith(root)) {
        escapingLinks.add(prefix + stripExtension(fileName));
        return;
      }
      attributes = Files.readAttributes(realPath, BasicFileAttributes.class);
    }
    if (attributes.isDirectory()) {
      if (ancestors.size() <= MAX_DEPTH && !ancestors.contains(realPath)) {
        ancestors.push(realPath);
        scanDirectory(realPath, prefix + fileName + "/", ancestors);
        ancestors.pop();
      }
    } else if (attributes.isRegularFile() && isCommand(fileName)) {
      files.put(
          prefix + stripExtension(fileName),
          new ScannedFile(
              realPath, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
    }
  }

  private static boolean isMarkdown(String fileName) {
    return fileName.length() > 3 && fileName.toLowerCase(Locale.ROOT).endsWith(".md");
  }

  private static boolean isCommand(String fileName) {
    return isMarkdown(fileName) && !DOCUMENTATION.matcher(stripExtension(fileName)).matches();
  }

  private static String stripExtension(String fileName) {
    return isMarkdown(fileName) ? fileName.substring(0, fileName.length() - 3) : fileName;
  }
}
