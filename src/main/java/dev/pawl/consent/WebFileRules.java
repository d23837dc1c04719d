package dev.pawl.consent;

import dev.pawl.glob.Glob;
import dev.pawl.glob.GlobDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the include and ignore rules of prettier, biome and dprint. */
final class WebFileRules {

  /** The folders that prettier never formats. */
  private static final Set<String> PRETTIER_FOLDERS =
      Set.of(".git", ".sl", ".svn", ".hg", ".jj", "node_modules");

  private WebFileRules() {}

  /** Reads {@code .prettierignore} in any folder. */
  static FileRules prettier(ConfigurationFiles files, String folder) {
    var rules = new ArrayList<FileRules>();
    for (ConfigurationFile file : files.named(".prettierignore")) {
      IgnoreRules ignored = IgnoreRules.parse(file.text());
      rules.add(
          below(
              file.folder(),
              path -> ignored.ignore(path) ? excludedBy(file.path()) : Optional.empty()));
    }
    rules.add(path ->
        Stream.of(path.split("/")).anyMatch(PRETTIER_FOLDERS::contains)
            ? Optional.of("excluded by prettier")
            : Optional.empty());
    return FileRules.anyOf(rules);
  }

  /** Reads the includes and ignores of {@code biome.json}: those of all tools and those of the formatter. */
  static FileRules biome(ConfigurationFiles files, String folder) {
    return first(files, folder, "biome.json", "biome.jsonc", ".biome.json", ".biome.jsonc")
        .map(file -> {
          JsonNode json = file.json();
          return below(
              folder,
              path ->
                  isLeftByBiome(json.path("files"), path)
                          || isLeftByBiome(json.path("formatter"), path)
                      ? excludedBy(file.path())
                      : Optional.empty());
        })
        .orElse(FileRules.NONE);
  }

  private static boolean isLeftByBiome(JsonNode section, String path) {
    List<String> includes = strings(section.path("includes"));
    boolean included = includes.isEmpty();
    for (String pattern : includes) {
      boolean excludes = pattern.startsWith("!");
      if (matchesFileOrFolder(pattern.replaceFirst("^!{1,2}", ""), path)) {
        included = !excludes;
      }
    }
    // The first version of the configuration has two lists, with patterns that match in any folder.
    List<String> oldIncludes = strings(section.path("include"));
    return !included
        || !oldIncludes.isEmpty() && !IgnoreRules.of(oldIncludes).ignore(path)
        || IgnoreRules.of(strings(section.path("ignore"))).ignore(path);
  }

  private static boolean matchesFileOrFolder(String pattern, String path) {
    String relative = pattern.startsWith("./") ? pattern.substring(2) : pattern;
    var glob = Glob.whole(relative.replaceFirst("(?<!\\*\\*)/$", ""), GlobDialect.EDITOR_CONFIG);
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (glob.matches(path.substring(0, slash))) {
        return true;
      }
    }
    return glob.matches(path);
  }

  /** Reads the includes and excludes of {@code dprint.json}. */
  static FileRules dprint(ConfigurationFiles files, String folder) {
    return first(files, folder, "dprint.json", "dprint.jsonc", ".dprint.json", ".dprint.jsonc")
        .map(file -> {
          JsonNode json = file.json();
          List<String> includes = strings(json.path("includes"));
          IgnoreRules included = IgnoreRules.of(includes);
          IgnoreRules excluded = IgnoreRules.of(strings(json.path("excludes")));
          return below(
              folder,
              path ->
                  !includes.isEmpty() && !included.ignore(path) || excluded.ignore(path)
                      ? excludedBy(file.path())
                      : Optional.empty());
        })
        .orElse(FileRules.NONE);
  }

  /** Returns the first of these files in a folder. */
  static Optional<ConfigurationFile> first(
      ConfigurationFiles files, String folder, String... names) {
    return Stream.of(names).flatMap(name -> files.find(folder + name).stream()).findFirst();
  }

  /** Returns rules that apply to the files of a folder, by their paths relative to it. */
  static FileRules below(String folder, FileRules rules) {
    return path ->
        path.startsWith(folder)
            ? rules.exclusion(path.substring(folder.length()))
            : Optional.empty();
  }

  static Optional<String> excludedBy(String source) {
    return Optional.of("excluded by " + source);
  }

  static List<String> strings(JsonNode list) {
    return list.valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList();
  }
}
