package dev.pawl.refactoring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.pawl.command.RetrySettings;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.workspace.Workspace;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds whether a target uses a library that reads and writes fields which are not annotated. Which objects it gets is often
 * decided elsewhere, for example by a framework that injects it, so that any class of the target may be among them.
 */
final class FieldSerializers {

  private static final Pattern FILES =
      Pattern.compile(".*\\.(?:java|kt|kts|scala|groovy|gradle|properties|ya?ml|xml)");

  private static final Pattern LIBRARIES =
      Pattern.compile(
          "com\\.google\\.(?:code\\.)?gson|\\bGson\\w*|\\bMoshi\\w*|\\bXStream\\w*|\\bKryo\\b"
              + "|\\bPropertyAccessor\\s*\\.\\s*(?:FIELD|ALL)\\b|\\bXmlAccessType\\b|\\bJsonAutoDetect\\b"
              + "|jackson\\.visibility\\.(?:field|all)|\\bvisibility:\\s+(?:field|all)\\s*:");

  private FieldSerializers() {}

  /** Returns whether a file of the workspace names such a library. */
  static boolean areUsed(Workspace workspace, RetrySettings settings) throws InterruptedException {
    try {
      return !ParallelFiles.flatMap(
              settings,
              workspace.files(),
              file -> isMentioned(file) ? List.of(file.path()) : List.<String>of())
          .isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isMentioned(WorkspaceFile file) {
    if (!FILES.matcher(file.path()).matches()) {
      return false;
    }
    try {
      return LIBRARIES.matcher(new String(Files.readAllBytes(file.file()), ISO_8859_1)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
