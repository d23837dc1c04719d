package dev.pawl.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the versions of packages that the lock files of npm, pnpm, Yarn and Bun pin. */
final class NodeLocks {

  /** A kind of lock file, with the name of the package manager that writes it. */
  private record Lock(String manager, String file, Reader reader) {}

  /** Finds the version of a package in a lock file, for a member of its workspace. */
  @FunctionalInterface
  private interface Reader {
    Optional<String> find(
        String name, String member, String requested, Optional<ConfigurationFile> lock);
  }

  private static final List<Lock> LOCKS =
      List.of(
          new Lock("npm", "package-lock.json", (name, in, range, lock) -> npm(name, in, lock)),
          new Lock("npm", "npm-shrinkwrap.json", (name, in, range, lock) -> npm(name, in, lock)),
          new Lock("pnpm", "pnpm-lock.yaml", (name, in, range, lock) -> pnpm(name, in, lock)),
          new Lock("yarn", "yarn.lock", (name, in, range, lock) -> yarn(name, range, lock)),
          new Lock("bun", "bun.lock", (name, in, range, lock) -> bun(name, lock)));

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
      String member = folder.substring(root.length());
      for (Lock lock : locks(root, files)) {
        Optional<ConfigurationFile> file = files.find(root + lock.file());
        if (file.filter(ConfigurationFile::isTooLarge).isPresent()) {
          return Optional.of("in %s%s, which is too large".formatted(root, lock.file()));
        }
        Optional<String> version = lock.reader().find(name, member, requested, file);
        if (version.isPresent()) {
          return version;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the lock files that apply to a folder: those of the package manager that its {@code package.json} states, because
   * those of others are out of date; all of them if it states none, or has no lock file.
   */
  private static List<Lock> locks(String root, ConfigurationFiles files) {
    String manager = files.find(root + "package.json").map(NodeLocks::manager).orElse("");
    List<Lock> own =
        LOCKS.stream()
            .filter(lock -> lock.manager().equals(manager))
            .filter(lock -> files.find(root + lock.file()).isPresent())
            .toList();
    return own.isEmpty() ? LOCKS : own;
  }

  /** Returns the package manager of Corepack's property, such as {@code pnpm@9.1.0}, or of npm's {@code devEngines}. */
  private static String manager(ConfigurationFile packageJson) {
    JsonNode json = packageJson.json();
    String name = json.path("packageManager").asString("").replaceFirst("@.*", "");
    return name.isEmpty()
        ? json.path("devEngines").path("packageManager").path("name").asString("")
        : name;
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
