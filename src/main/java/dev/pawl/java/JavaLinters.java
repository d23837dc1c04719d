package dev.pawl.java;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Detects whether a target has a linter of its own for Java, which covers style by the rules of its maintainers. */
final class JavaLinters {

  private static final int MAX_BYTES = 1 << 20;

  private static final List<String> CONFIGURATIONS =
      List.of("checkstyle.xml", "pmd.xml", "config/checkstyle", "config/pmd", "config/errorprone");

  private static final List<String> BUILD_FILES =
      List.of("pom.xml", "build.gradle", "build.gradle.kts");

  private static final Pattern PLUGINS =
      Pattern.compile("checkstyle|maven-pmd-plugin|['\"(]pmd['\")]|\\bid pmd\\b|error_?prone");

  private JavaLinters() {}

  /** Returns whether the folder of a target configures a linter, in a file of its own or in its build. */
  static boolean areConfigured(Path folder) {
    try {
      return hasConfiguration(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasConfiguration(Path folder) throws IOException {
    for (String name : CONFIGURATIONS) {
      if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    for (String name : BUILD_FILES) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) <= MAX_BYTES
          && PLUGINS.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).find()) {
        return true;
      }
    }
    return false;
  }
}
