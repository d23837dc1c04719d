package dev.pawl.wasm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the options of a formatter from the configuration of a target, in the formatter's own format. */
interface FormatterOptions {

  /** The maximum size of a configuration file in bytes. */
  long MAX_BYTES = 1 << 20;

  /**
   * Returns the options for a file.
   *
   * @throws UnfixableException when the configuration is not understood, because the file would be formatted wrongly
   */
  ObjectNode forFile(SourceFile source) throws UnfixableException;

  /** Returns the names of the configuration files; their content is part of the key of cached results. */
  default Set<String> configurationFiles() {
    return Set.of();
  }

  /** Returns these options with arguments that take precedence; empty if the formatter does not have one of them. */
  default Optional<FormatterOptions> with(List<String> arguments) {
    return arguments.isEmpty() ? Optional.of(this) : Optional.empty();
  }

  /** Returns the path that is passed to the formatter, which derives the file type from it. */
  default String formatterPath(SourceFile source) {
    return source.path();
  }

  /**
   * Reads a configuration file; empty when there is none. Symbolic links are not followed, as they may leave the
   * target.
   */
  static Optional<JsonNode> readFile(Path file, ObjectMapper mapper) throws UnfixableException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UnfixableException(file.getFileName() + " is larger than 1 MiB");
      }
      return Optional.of(mapper.readTree(Files.readAllBytes(file)));
    } catch (IOException | JacksonException e) {
      throw new UnfixableException(file.getFileName() + " cannot be read: " + e.getMessage());
    }
  }
}
