package dev.pawl.consent;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the include and ignore rules of black, ruff and isort. */
final class PythonFileRules {

  private static final String BLACK_INCLUDE = "(\\.pyi?|\\.ipynb)$";
  private static final String BLACK_EXCLUDE =
      "/(\\.direnv|\\.eggs|\\.git|\\.hg|\\.ipynb_checkpoints|\\.mypy_cache|\\.nox|\\.pytest_cache"
          + "|\\.ruff_cache|\\.tox|\\.svn|\\.venv|\\.vscode|__pypackages__|_build|buck-out|build|dist"
          + "|venv)/";

  /** The rules, and prefixes of rules, whose fixes a clean-up may keep: layout and unused imports. */
  private static final Pattern RULES_WITH_FIXES = Pattern.compile("ALL|(?:F|I|W|Q|COM|D)\\d*");

  private static final List<String> RUFF_EXCLUDE =
      List.of(
          ".bzr",
          ".direnv",
          ".eggs",
          ".git",
          ".git-rewrite",
          ".hg",
          ".ipynb_checkpoints",
          ".mypy_cache",
          ".nox",
          ".pants.d",
          ".pyenv",
          ".pytest_cache",
          ".pytype",
          ".ruff_cache",
          ".svn",
          ".tox",
          ".venv",
          ".vscode",
          "__pypackages__",
          "_build",
          "buck-out",
          "dist",
          "node_modules",
          "site-packages",
          "venv");

  private static final List<String> RUFF_INCLUDE = List.of("*.py", "*.pyi", "*.ipynb");

  private static final List<String> ISORT_SKIP =
      List.of(
          ".venv",
          "node_modules",
          "__pypackages__",
          ".bzr",
          ".direnv",
          ".eggs",
          ".git",
          ".hg",
          ".mypy_cache",
          ".nox",
          ".pants.d",
          ".svn",
          ".tox",
          "_build",
          "buck-out",
          "build",
          "dist",
          "venv");

  private PythonFileRules() {}

  /** Reads the regular expressions of {@code [tool.black]}. */
  static FileRules black(ConfigurationFiles files, String folder) {
    Optional<ConfigurationFile> file = files.find(folder + "pyproject.toml");
    JsonNode section =
        file.map(found -> found.toml().path("tool").path("black"))
            .orElseGet(() -> ConfigurationFile.missing());
    Optional<PythonPattern> include =
        PythonPattern.of(section.path("include").asString(BLACK_INCLUDE));
    List<PythonPattern> excludes =
        Stream.of(
                section.path("exclude").asString(BLACK_EXCLUDE),
                section.path("extend-exclude").asString(""),
                section.path("force-exclude").asString(""))
            .filter(expression -> !expression.isEmpty())
            .flatMap(expression -> PythonPattern.of(expression).stream())
            .toList();
    String source = section.isObject() ? folder + "pyproject.toml [tool.black]" : "black";
    return WebFileRules.below(
        folder,
        path -> {
          boolean included =
              include.filter(pattern -> !pattern.isFoundIn("/" + path, false)).isEmpty();
          boolean excluded =
              withFolders("/" + path, "/").stream()
                  .anyMatch(
                      part -> excludes.stream().anyMatch(pattern -> pattern.isFoundIn(part, true)));
          return included && !excluded ? Optional.empty() : WebFileRules.excludedBy(source);
        });
  }

  /** Reads the globs of {@code [tool.ruff]} or {@code ruff.toml}, and those of the formatter. */
  static FileRules ruff(ConfigurationFiles files, String folder) {
    return ruff(files, folder, "format", false);
  }

  /**
   * Reads the globs of {@code [tool.ruff]} or {@code ruff.toml}, and those of the linter. If ruff does not read the
   * configuration itself, files for which it ignores rules with fixes are left as a whole.
   */
  static FileRules ruffLinter(ConfigurationFiles files, String folder, boolean trusted) {
    return ruff(files, folder, "lint", !trusted);
  }

  private static FileRules ruff(
      ConfigurationFiles files, String folder, String part, boolean leavesExceptions) {
    Optional<ConfigurationFile> own = WebFileRules.first(files, folder, ".ruff.toml", "ruff.toml");
    Optional<ConfigurationFile> file = own.or(() -> files.find(folder + "pyproject.toml"));
    JsonNode section =
        file.map(found -> own.isPresent() ? found.toml() : found.toml().path("tool").path("ruff"))
            .orElseGet(() -> ConfigurationFile.missing());
    var excludes = new ArrayList<>(listOr(section.path("exclude"), RUFF_EXCLUDE));
    excludes.addAll(WebFileRules.strings(section.path("extend-exclude")));
    excludes.addAll(WebFileRules.strings(section.path(part).path("exclude")));
    var includes = new ArrayList<>(listOr(section.path("include"), RUFF_INCLUDE));
    includes.addAll(WebFileRules.strings(section.path("extend-include")));
    List<Glob> excluded = globs(excludes);
    List<Glob> included = globs(includes);
    List<Glob> exceptions =
        leavesExceptions
            ? globs(
                Stream.of(section, section.path(part))
                    .flatMap(parent ->
                        Stream.of("per-file-ignores", "extend-per-file-ignores").map(parent::path))
                    .flatMap(JsonNode::propertyStream)
                    .filter(entry ->
                        WebFileRules.strings(entry.getValue()).stream()
                            .anyMatch(rule -> RULES_WITH_FIXES.matcher(rule).matches()))
                    .map(Map.Entry::getKey)
                    .toList())
            : List.of();
    String source =
        !section.isObject()
            ? "ruff"
            : own.map(ConfigurationFile::path).orElse(folder + "pyproject.toml [tool.ruff]");
    return WebFileRules.below(
        folder,
        path ->
            matchesNameOrPath(included, path)
                    && withFolders(path, "").stream()
                        .noneMatch(name -> matchesNameOrPath(excluded, name))
                    && !matchesNameOrPath(exceptions, path)
                ? Optional.empty()
                : WebFileRules.excludedBy(source));
  }

  /** Reads the skipped names and globs of isort. */
  static FileRules isort(ConfigurationFiles files, String folder) {
    Optional<ConfigurationFile> toml =
        files
            .find(folder + "pyproject.toml")
            .filter(file -> file.toml().path("tool").path("isort").isObject());
    var skipped = new ArrayList<String>();
    var skippedGlobs = new ArrayList<String>();
    String source = "isort";
    if (toml.isPresent()) {
      JsonNode section = toml.get().toml().path("tool").path("isort");
      source = toml.get().path() + " [tool.isort]";
      skipped.addAll(listOr(section.path("skip"), ISORT_SKIP));
      skipped.addAll(WebFileRules.strings(section.path("extend_skip")));
      skippedGlobs.addAll(WebFileRules.strings(section.path("skip_glob")));
      skippedGlobs.addAll(WebFileRules.strings(section.path("extend_skip_glob")));
    } else {
      Optional<ConfigurationFile> ini =
          WebFileRules.first(files, folder, ".isort.cfg", "setup.cfg", "tox.ini");
      source = ini.map(ConfigurationFile::path).orElse(source);
      IniSection section =
          IniSection.read(
              ini.map(ConfigurationFile::text).orElse(""), "settings", "isort", "tool:isort");
      skipped.addAll(section.list("skip").orElse(ISORT_SKIP));
      skipped.addAll(section.list("extend_skip").orElse(List.of()));
      skippedGlobs.addAll(section.list("skip_glob").orElse(List.of()));
      skippedGlobs.addAll(section.list("extend_skip_glob").orElse(List.of()));
    }
    List<Glob> globs =
        skippedGlobs.stream().map(glob -> Glob.whole(glob, GlobDialect.FNMATCH)).toList();
    List<String> names = skipped.stream().map(name -> name.replaceFirst("/$", "")).toList();
    String described = source;
    return WebFileRules.below(
        folder,
        path -> {
          boolean skip =
              withFolders(path, "").stream()
                  .anyMatch(part ->
                      names.contains(part)
                          || names.contains(part.substring(part.lastIndexOf('/') + 1))
                          || globs.stream()
                              .anyMatch(glob -> glob.matches(part) || glob.matches("/" + part)));
          return skip ? WebFileRules.excludedBy(described) : Optional.empty();
        });
  }

  /** Returns a path and the folders above it, each with an ending. */
  private static List<String> withFolders(String path, String endOfFolder) {
    var parts = new ArrayList<String>();
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      parts.add(path.substring(0, slash) + endOfFolder);
    }
    parts.add(path);
    return parts;
  }

  private static boolean matchesNameOrPath(List<Glob> globs, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return globs.stream().anyMatch(glob -> glob.matches(path) || glob.matches(name));
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream()
        .map(pattern -> pattern.replaceFirst("^\\./", "").replaceFirst("/$", ""))
        .map(pattern -> Glob.whole(pattern, GlobDialect.FNMATCH))
        .toList();
  }

  private static List<String> listOr(JsonNode list, List<String> otherwise) {
    return list.isArray() ? WebFileRules.strings(list) : otherwise;
  }
}
