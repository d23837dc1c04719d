package dev.pawl.tool;

import dev.pawl.command.RetrySettings;
import dev.pawl.command.ToolTracer;
import dev.pawl.workspace.TestWorkspace;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Creates source files for tests of tools. */
public final class SourceFiles {

  private SourceFiles() {}

  /** Creates a source file that does not exist on disk. */
  public static SourceFile of(String path, String text) {
    return decode(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Creates a source file from bytes that does not exist on disk. */
  public static SourceFile decode(String path, byte[] bytes) {
    return SourceFile.decode(path, Path.of("/nowhere", path), bytes).orElseThrow();
  }

  /** Writes a file to disk and reads it as a source file. */
  public static SourceFile read(Path folder, String path, String text) {
    Path file = write(folder, path, text).file();
    return SourceFile.decode(path, file, text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  /** Creates a tool context in a workspace of a folder, with the usual attempt settings. */
  public static ToolContext context(Path folder) {
    return context(folder, RetrySettings.DEFAULT);
  }

  /** Creates a tool context in a workspace of a folder that uses no results of earlier calls. */
  public static ToolContext contextWithoutCache(Path folder) {
    return context(folder, RetrySettings.DEFAULT.withLimits(0, false));
  }

  private static ToolContext context(Path folder, RetrySettings settings) {
    return new ToolContext(
        TestWorkspace.of(folder).workspace(),
        ToolDetection.builtIn("1"),
        settings,
        line -> {},
        ToolTracer.NONE);
  }

  /** Writes a file to disk. */
  public static WorkspaceFile write(Path folder, String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return new WorkspaceFile(path, file, bytes.length, Workspace.computeContentId(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the text of a resource below this package. */
  public static String resource(String name) {
    try (InputStream in = SourceFiles.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
