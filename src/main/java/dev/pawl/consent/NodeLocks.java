package dev.pawl.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the versions of packages that the lock files of npm, pnpm, Yarn and Bun pin. */
final class NodeLocks {

  private static final List<String> FILES =
      List.of(
          "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock");

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+[\\w.+-]*");

  /** The version after the header of an entry of Yarn, in the syntax of its version 1 or in YAML. */
  private static final String YARN_VERSION = ":\\s*\\R\\s+version:?\\s+\"?([^\"\\s]+)";

  private NodeLocks() {}

  /**
   * Returns the version of a package for a folder, from the lock file in it or in the closest folder above. If the file is
   * too large to be read, the result is a text that is no version and differs from all of them.
   *
   * @param requested the range in {@code package.json}; empty if it is not known
   */
  static Optional<String> find(
      String name, String folder, String requested, ConfigurationFiles files) {
    for (String root : foldersUpwards(folder)) {
      for (String lock : FILES) {
        if (files.find(root + lock).filter(ConfigurationFile::isTooLarge).isPresent()) {
          return Optional.of("in %s%s, which is too large".formatted(root, lock));
        }
      }
      String member = folder.substring(root.length());
      Optional<String> version =
          npm(name, member, files.find(root + "package-lock.json"))
              .or(() -> npm(name, member, files.find(root + "npm-shrinkwrap.json")))
              .or(() -> pnpm(name, member, files.find(root + "pnpm-lock.yaml")))
              .or(() -> yarn(name, requested, files.find(root + "yarn.lock")))
              .or(() -> bun(name, files.find(root + "bun.lock")));
      if (version.isPresent()) {
        return version;
      }
    }
    return Optional.empty();
  }

  /** Returns a folder and all folders above it, each with a slash at the end; the root is empty. */
  private static List<String> foldersUpwards(String folder) {
    var folders = new ArrayList<String>();
    for (String current = folder; !current.isEmpty(); ) {
      folders.add(current);
      current = current.substring(0, current.lastIndexOf('/', current.length() - 2) + 1);
    }
    folders.add("");
    return folders;
  }

  private static Optional<String> npm(
      String name, String member, Optional<ConfigurationFile> lock) {
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    JsonNode json = lock.get().json();
    JsonNode packages = json.path("packages");
    return version(packages.path(member + "node_modules/" + name).path("version"))
        .or(() -> version(packages.path("node_modules/" + name).path("version")))
        .or(() -> version(json.path("dependencies").path(name).path("version")));
  }

  private static Optional<String> pnpm(
      String name, String member, Optional<ConfigurationFile> lock) {
    for (JsonNode document : lock.map(ConfigurationFile::yaml).orElse(List.of())) {
      String importer = member.isEmpty() ? "." : member.substring(0, member.length() - 1);
      for (JsonNode place :
          List.of(
              document.path("importers").path(importer),
              document.path("importers").path("."),
              document)) {
        for (String list : List.of("devDependencies", "dependencies")) {
          JsonNode entry = place.path(list).path(name);
          Optional<String> version = version(entry.isObject() ? entry.path("version") : entry);
          if (version.isPresent()) {
            return version;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> yarn(
      String name, String requested, Optional<ConfigurationFile> lock) {
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    String text = lock.get().text();
    String range = requested.isEmpty() ? "[^\",\\s]+" : Pattern.quote(requested);
    Matcher entry =
        Pattern.compile(
                "(?m)^(?:.*[\\s,])?\"?%s@(?:npm:)?%s\"?(?:,[^\\n]*)?%s"
                    .formatted(Pattern.quote(name), range, YARN_VERSION))
            .matcher(text);
    return entry.find() ? version(entry.group(1)) : Optional.empty();
  }

  private static Optional<String> bun(String name, Optional<ConfigurationFile> lock) {
    return lock.map(file -> file.json().path("packages").path(name).path(0).asString(""))
        .filter(entry -> entry.startsWith(name + "@"))
        .flatMap(entry -> version(entry.substring(name.length() + 1)));
  }

  private static Optional<String> version(JsonNode node) {
    return version(node.asString(""));
  }

  /** Returns a version without the versions of other packages that pnpm adds, such as {@code 3.0.0(typescript@5.0.0)}. */
  private static Optional<String> version(String text) {
    String version = text.replaceFirst("[(_].*", "");
    return VERSION.matcher(version).matches() ? Optional.of(version) : Optional.empty();
  }
}
