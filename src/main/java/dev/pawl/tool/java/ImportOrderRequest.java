package dev.pawl.tool.java;

import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import dev.pawl.tool.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Detects whether a target asks for the import order of google-java-format: in its own configuration for Pawl, in its
 * build, or in its hooks. A build that configures another order of imports does not ask for this one.
 */
final class ImportOrderRequest {

  private static final String CONFIGURATION = ".quality-config.json";

  /** The names of the files that may contain the request. */
  static final Set<String> FILES =
      Set.of(
          CONFIGURATION, "pom.xml", "build.gradle", "build.gradle.kts", ".pre-commit-config.yaml");

  private static final Pattern COMMENTS =
      Pattern.compile("<!--.*?-->|/\\*.*?\\*/|(?m)^\\s*(//|#)[^\n]*$", Pattern.DOTALL);
  private static final Pattern CONFIGURED =
      Pattern.compile("\"java\"\\s*:\\s*(\\[[^\\]]*)?\"google-java-format\"");
  private static final Pattern BUILD =
      Pattern.compile(
          "<googleJavaFormat\\b|\\bgoogleJavaFormat\\s*\\(|fmt-maven-plugin"
              + "|com\\.github\\.sherter\\.google-java-format");
  private static final Pattern HOOK = Pattern.compile("google-java-format|pretty-format-java");
  private static final Pattern OTHER_ORDER =
      Pattern.compile(
          "importOrder|reorderImports>\\s*false|reorderImports\\(\\s*false|--skip-sorting-imports");
  private static final Pattern AOSP =
      Pattern.compile("(?i)<style>\\s*aosp|\\baosp\\s*\\(|--aosp|[\"']aosp[\"']");

  private ImportOrderRequest() {}

  /**
   * Returns the requested order for a file, from the nearest folder up to the target that asks for one; empty if
   * nothing asks.
   *
   * @param preferred the order to use if the request does not name one
   */
  static Optional<Style> find(SourceFile source, Style preferred) {
    Path root = source.root();
    for (Path folder = source.file().getParent();
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      for (String name : FILES) {
        Optional<Style> style = findInFile(folder.resolve(name), name, preferred);
        if (style.isPresent()) {
          return style;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Style> findInFile(Path file, String name, Style preferred) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String text;
    try {
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return Optional.empty();
    }
    if (name.equals(CONFIGURATION)) {
      return CONFIGURED.matcher(text).find() ? Optional.of(preferred) : Optional.empty();
    }
    String settings = COMMENTS.matcher(text).replaceAll("");
    boolean asks = (name.startsWith(".") ? HOOK : BUILD).matcher(settings).find();
    return !asks || OTHER_ORDER.matcher(settings).find()
        ? Optional.empty()
        : Optional.of(AOSP.matcher(settings).find() ? Style.AOSP : Style.GOOGLE);
  }
}
