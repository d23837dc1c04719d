package dev.pawl.tool.wasm;

import dev.pawl.tool.TextFixer.Unfixable;
import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a target wants of a formatter for one file, in the formatter's words. */
interface Options {

  /** Larger files are no configurations. */
  long MOST_BYTES = 1 << 20;

  /**
   * Reads what the target says.
   *
   * @throws Unfixable when it says what is not understood here: laid out in another way, the file would only be wrong
   */
  ObjectNode of(SourceFile source) throws Unfixable;

  /** The names of the files that decide; what is kept of a file holds for these. */
  default Set<String> files() {
    return Set.of();
  }

  /** What the formatter is told that a file is called, to know what kind of file it is. */
  default String path(SourceFile source) {
    return source.path();
  }

  /** The content of a configuration file; empty without one. Links are not followed, they may lead anywhere. */
  static Optional<JsonNode> read(Path file, ObjectMapper mapper) throws Unfixable {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new Unfixable(file.getFileName() + " is larger than 1 MiB");
      }
      return Optional.of(mapper.readTree(Files.readAllBytes(file)));
    } catch (IOException | JacksonException e) {
      throw new Unfixable(file.getFileName() + " cannot be read: " + e.getMessage());
    }
  }
}
