package dev.pawl.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the versions of packages that lock files and lists of requirements of Python pin. */
final class PythonPins {

  private static final Pattern REQUIREMENTS =
      Pattern.compile(
          "(?:.*/)?(?:[\\w.-]*requirements[\\w.-]*|requirements/[\\w.-]+|constraints[\\w.-]*)\\.(?:txt|in)");
  private static final Pattern VERSION = Pattern.compile("\\d[\\w.]*");

  private PythonPins() {}

  /** Returns the version that lock files pin; without any, the one version that requirements pin. */
  static Optional<String> find(String name, ConfigurationFiles files) {
    var locked = new ArrayList<String>();
    for (ConfigurationFile file :
        files.named("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")) {
      JsonNode toml = file.toml();
      for (JsonNode entry : toml.has("packages") ? toml.path("packages") : toml.path("package")) {
        if (entry.path("name").asString("").equals(name)) {
          add(entry.path("version").asString(""), locked);
        }
      }
    }
    for (ConfigurationFile file : files.named("Pipfile.lock")) {
      for (String section : List.of("develop", "default")) {
        String version = file.json().path(section).path(name).path("version").asString("");
        add(version.replaceFirst("^===?\\s*", ""), locked);
      }
    }
    return locked.isEmpty() ? onlyOne(requirements(name, files)) : onlyOne(locked);
  }

  /** Returns the exact versions in lists of requirements and in the metadata of projects. */
  private static List<String> requirements(String name, ConfigurationFiles files) {
    var pinned =
        Pattern.compile(
            "(?im)^[\\s\"'\\[,]*(?:[\\w.-]+\\s*[:=]\\s*)?%s(?:\\[[\\w,\\s-]*])?\\s*===?\\s*([\\w.]+)"
                .formatted(Pattern.quote(name)));
    var versions = new ArrayList<String>();
    files
        .matching(file ->
            REQUIREMENTS.matcher(file.path()).matches()
                || file.name().equals("pyproject.toml")
                || file.name().equals("setup.cfg")
                || file.name().equals("tox.ini"))
        .forEach(file -> {
          Matcher matcher = pinned.matcher(file.text());
          while (matcher.find()) {
            add(matcher.group(1), versions);
          }
        });
    return versions;
  }

  private static void add(String version, List<String> versions) {
    if (VERSION.matcher(version).matches() && !versions.contains(version)) {
      versions.add(version);
    }
  }

  /** Returns the version if there is exactly one: of several, it is not known which one formats. */
  private static Optional<String> onlyOne(List<String> versions) {
    return versions.size() == 1 ? Optional.of(versions.getFirst()) : Optional.empty();
  }
}
