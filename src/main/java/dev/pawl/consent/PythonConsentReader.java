package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the sections of black, ruff and isort; a {@code pyproject.toml} without them asks for nothing. */
final class PythonConsentReader implements ConsentReader {

  private static final Set<String> LINT_KEYS =
      Set.of(
          "lint",
          "select",
          "ignore",
          "extend-select",
          "extend-ignore",
          "per-file-ignores",
          "fix",
          "target-version",
          "exclude",
          "extend-exclude",
          "src");

  private static final Pattern ISORT_SECTION =
      Pattern.compile("(?m)^\\s*\\[(?:tool:)?isort\\]\\s*$");

  @Override
  public List<FormatterConsent> read(ConfigurationFiles files) {
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile file : files.named("pyproject.toml")) {
      JsonNode tool = file.toml().path("tool");
      if (tool.path("black").isObject()) {
        consents.add(
            consent("black", file, "[tool.black]", pinned("black", tool.path("black"), files)));
      }
      if (tool.path("ruff").path("format").isObject()) {
        consents.add(
            consent("ruff", file, "[tool.ruff.format]", pinned("ruff", tool.path("ruff"), files)));
      }
      if (tool.path("isort").isObject()) {
        consents.add(consent("isort", file, "[tool.isort]", pinned("isort", null, files)));
      }
    }
    for (ConfigurationFile file : files.named("ruff.toml", ".ruff.toml")) {
      JsonNode config = file.toml();
      if (config.propertyStream().anyMatch(entry -> !LINT_KEYS.contains(entry.getKey()))) {
        consents.add(consent("ruff", file, "", pinned("ruff", config, files)));
      }
    }
    files
        .named(".isort.cfg")
        .forEach(file -> consents.add(consent("isort", file, "", pinned("isort", null, files))));
    files.named("setup.cfg", "tox.ini").stream()
        .filter(file -> ISORT_SECTION.matcher(file.text()).find())
        .forEach(
            file -> consents.add(consent("isort", file, "[isort]", pinned("isort", null, files))));
    return consents;
  }

  private static FormatterConsent consent(
      String tool, ConfigurationFile file, String section, @Nullable String version) {
    return new FormatterConsent(
        tool,
        Set.of(Language.PYTHON),
        file.folder(),
        (file.path() + " " + section).strip(),
        null,
        version,
        false);
  }

  /** Returns the version that the tool's own section requires, or that the target installs. */
  private static @Nullable String pinned(
      String tool, @Nullable JsonNode section, ConfigurationFiles files) {
    String required = section == null ? null : requiredVersion(section);
    return required == null ? PythonPins.find(tool, files).orElse(null) : required;
  }

  private static @Nullable String requiredVersion(JsonNode section) {
    String version = section.path("required-version").asString("").replaceFirst("^==\\s*", "");
    return version.matches("\\d[\\w.]*") ? version : null;
  }
}
