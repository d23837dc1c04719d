package dev.pawl.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.springframework.util.FileSystemUtils;

/** Creates folders for tests, and records the content, mode and time of every file in them. */
public final class TestFiles {

  /** A configuration that asks for google-java-format. */
  public static final String JAVA_FORMATTER =
      "{\"formatters\": {\"java\": [\"google-java-format\"]}}\n";

  private TestFiles() {}

  /** Writes a text file, and creates missing folders. */
  public static Path write(Path folder, String path, String text) {
    return write(folder, path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file, and creates missing folders. */
  public static Path write(Path folder, String path, byte[] content) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a target ask for a formatter of Java; without it, the layout of Java stays as it is. */
  public static void askForJavaFormatter(Path folder) {
    write(folder, ".quality-config.json", JAVA_FORMATTER);
  }

  /** Returns the content of a text file. */
  public static String read(Path folder, String path) {
    try {
      return Files.readString(folder.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a file, a link or a folder with everything in it, if it exists. */
  public static void delete(Path path) {
    try {
      FileSystemUtils.deleteRecursively(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets the mode of a file, such as {@code rwxr-xr-x}. */
  public static void chmod(Path folder, String path, String mode) {
    try {
      Files.setPosixFilePermissions(folder.resolve(path), PosixFilePermissions.fromString(mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the state of a folder: content, mode, owner, time and link target of each entry. */
  public static Map<String, String> manifest(Path folder) {
    var manifest = new TreeMap<String, String>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                throws IOException {
              manifest.put(folder.relativize(directory) + "/", describe(directory));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              manifest.put(folder.relativize(file).toString(), describe(file));
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return manifest;
  }

  private static String describe(Path file) throws IOException {
    var attributes =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String content = "";
    if (attributes.isSymbolicLink()) {
      content = Files.readSymbolicLink(file).toString();
    } else if (attributes.isRegularFile()) {
      content = HexFormat.of().formatHex(Files.readAllBytes(file));
    }
    return "%s %s %s %s"
        .formatted(
            PosixFilePermissions.toString(attributes.permissions()),
            attributes.owner(),
            attributes.lastModifiedTime(),
            content);
  }

  /** Turns a folder into a git work tree with all its files in one commit on the branch {@code main}. */
  public static String commitAll(Path folder) {
    try (var git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      return git.commit()
          .setMessage("All")
          .setSign(false)
          .setAuthor("Test", "test@localhost")
          .setCommitter("Test", "test@localhost")
          .call()
          .name();
    } catch (GitAPIException e) {
      throw new IllegalStateException(e);
    }
  }
}
