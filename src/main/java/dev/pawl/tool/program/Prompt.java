package dev.pawl.tool.program;

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
record Prompt(Path workspace) {

  private static final Pattern INCLUDE = Pattern.compile("(?<![\\w@/.])@([\\w][\\w./-]*[\\w])");
  private static final long LARGEST_BYTES = 1 << 20;

  String of(CommandFile file, Arguments arguments) {
    return INCLUDE
        .matcher(arguments.fill(file.body()))
        .replaceAll(found -> Matcher.quoteReplacement(content(found.group(1), found.group())));
  }

  private String content(String path, String otherwise) {
    try {
      Path file = workspace.resolve(path).normalize();
      boolean inside =
          file.startsWith(workspace)
              && Files.isRegularFile(file)
              && file.toRealPath().startsWith(workspace.toRealPath())
              && Files.size(file) <= LARGEST_BYTES;
      return inside ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : otherwise;
    } catch (IOException | InvalidPathException e) {
      return otherwise;
    }
  }
}
