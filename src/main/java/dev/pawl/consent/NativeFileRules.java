package dev.pawl.consent;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import dev.pawl.tool.ProtectedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the ignore rules of clang-format, rustfmt, gofmt and shfmt. */
final class NativeFileRules {

  private NativeFileRules() {}

  /** Reads the closest {@code .clang-format-ignore}, and whether the closest {@code .clang-format} formats nothing. */
  static FileRules clangFormat(ConfigurationFiles files, String folder) {
    Map<String, ClangFormatIgnore> ignoreFiles =
        files.named(".clang-format-ignore").stream()
            .collect(
                Collectors.toMap(
                    ConfigurationFile::folder, ClangFormatIgnore::read, (first, second) -> first));
    Map<String, Boolean> disabled =
        files.named(".clang-format", "_clang-format").stream()
            .collect(
                Collectors.toMap(
                    ConfigurationFile::folder,
                    file ->
                        file.yaml().stream()
                            .anyMatch(
                                style -> style.path("DisableFormat").asString("").equals("true")),
                    Boolean::logicalOr));
    return path -> {
      Optional<String> style = closest(disabled, path);
      if (style.filter(key -> Boolean.TRUE.equals(disabled.get(key))).isPresent()) {
        return Optional.of("excluded by DisableFormat in " + style.get() + ".clang-format");
      }
      return closest(ignoreFiles, path)
          .flatMap(key -> Optional.ofNullable(ignoreFiles.get(key)))
          .filter(file -> file.ignores(path))
          .flatMap(file -> WebFileRules.excludedBy(file.path()));
    };
  }

  /** A file whose patterns name ignored files; one with an exclamation mark names all others. */
  private record ClangFormatIgnore(String path, String folder, List<Line> lines) {

    private record Line(Glob glob, boolean negated) {}

    static ClangFormatIgnore read(ConfigurationFile file) {
      return new ClangFormatIgnore(
          file.path(),
          file.folder(),
          file.text()
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty() && !line.startsWith("#"))
              .map(line ->
                  new Line(
                      Glob.whole(
                          line.replaceFirst("^!", "").replaceFirst("^\\./", ""),
                          GlobDialect.EDITOR_CONFIG),
                      line.startsWith("!")))
              .toList());
    }

    boolean ignores(String file) {
      String relative = file.substring(folder.length());
      return lines.stream().anyMatch(line -> line.glob().matches(relative) != line.negated());
    }
  }

  /** Reads {@code ignore} of {@code rustfmt.toml}; cargo fmt formats the modules of crates, and no test data. */
  static FileRules rustfmt(ConfigurationFiles files, String folder) {
    var rules = new ArrayList<FileRules>();
    for (ConfigurationFile file : files.named("rustfmt.toml", ".rustfmt.toml")) {
      JsonNode ignore = file.toml().path("ignore");
      IgnoreRules ignored = IgnoreRules.of(WebFileRules.strings(ignore));
      rules.add(
          WebFileRules.below(
              file.folder(),
              path ->
                  ignored.ignore(path) ? WebFileRules.excludedBy(file.path()) : Optional.empty()));
    }
    rules.add(path ->
        ProtectedFile.kindsOf(path).contains(ProtectedFile.FIXTURE)
            ? Optional.of("test data, which cargo fmt leaves as it is")
            : Optional.empty());
    return FileRules.anyOf(rules);
  }

  /** Returns the rules of go fmt, which ignores test data and hidden files. */
  static FileRules gofmt(ConfigurationFiles files, String folder) {
    return path ->
        Stream.of(path.split("/"))
                .anyMatch(
                    part -> part.equals("testdata") || part.startsWith("_") || part.startsWith("."))
            ? Optional.of("test data or hidden, which go fmt leaves as it is")
            : Optional.empty();
  }

  /** Reads {@code ignore = true} in the sections of {@code .editorconfig}. */
  static FileRules shfmt(ConfigurationFiles files, String folder) {
    Map<String, List<IgnoreSection>> sections =
        files.named(".editorconfig").stream()
            .collect(
                Collectors.toMap(
                    ConfigurationFile::folder, file -> ignoreSections(file.text()), (a, b) -> a));
    return path -> {
      boolean ignored = false;
      List<String> folders =
          sections.keySet().stream()
              .filter(path::startsWith)
              .sorted(Comparator.comparingInt(String::length))
              .toList();
      for (String key : folders) {
        String relative = path.substring(key.length());
        for (IgnoreSection section : sections.getOrDefault(key, List.of())) {
          ignored = section.glob().matches(relative) ? section.ignore() : ignored;
        }
      }
      return ignored ? WebFileRules.excludedBy("ignore in .editorconfig") : Optional.empty();
    };
  }

  /** A section of {@code .editorconfig} that states whether its files are ignored. */
  private record IgnoreSection(Glob glob, boolean ignore) {}

  private static List<IgnoreSection> ignoreSections(String text) {
    var sections = new ArrayList<IgnoreSection>();
    String pattern = "";
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("[") && line.endsWith("]")) {
        String glob = line.substring(1, line.length() - 1);
        pattern =
            glob.startsWith("/") ? glob.substring(1) : glob.contains("/") ? glob : "**/" + glob;
      } else if (!pattern.isEmpty() && line.matches("(?i)ignore\\s*[=:]\\s*(true|false)")) {
        sections.add(
            new IgnoreSection(
                Glob.whole(pattern, GlobDialect.EDITOR_CONFIG), line.matches("(?i).*true")));
      }
    }
    return sections;
  }

  /** Returns the folder among the keys that is closest to a file. */
  private static Optional<String> closest(Map<String, ?> byFolder, String path) {
    return byFolder.keySet().stream()
        .filter(path::startsWith)
        .max(Comparator.comparingInt(String::length));
  }
}
