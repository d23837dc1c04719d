package dev.pawl.commandfile;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Builds the prompt of an agent: the body of a command file with its arguments and {@code @path} includes filled in.
 *
 * @param workspace the folder that {@code @path} is relative to; a path that leads out of it stays as written
 */
record AgentPrompt(Path workspace) {

  private static final Pattern INCLUDE_PATTERN =
      Pattern.compile("(?<![\\w@/.])@([\\w][\\w./-]*[\\w])");
  private static final long MAX_INCLUDE_BYTES = 1 << 20;

  String build(CommandFile file, Arguments arguments) {
    return INCLUDE_PATTERN
        .matcher(arguments.replacePlaceholders(file.body()))
        .replaceAll(match -> Matcher.quoteReplacement(contentOr(match.group(1), match.group())));
  }

  private String contentOr(String path, String fallback) {
    try {
      Path file = workspace.resolve(path).normalize();
      boolean inside =
          file.startsWith(workspace)
              && Files.isRegularFile(file)
              && file.toRealPath().startsWith(workspace.toRealPath())
              && Files.size(file) <= MAX_INCLUDE_BYTES;
      return inside ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : fallback;
    } catch (IOException | InvalidPathException e) {
      return fallback;
    }
  }
}
