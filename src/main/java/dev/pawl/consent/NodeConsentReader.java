package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the configurations of prettier, biome and dprint. */
final class NodeConsentReader implements ConsentReader {

  private static final Set<Language> PRETTIER_LANGUAGES =
      Set.of(
          Language.JAVASCRIPT,
          Language.TYPESCRIPT,
          Language.CSS,
          Language.HTML,
          Language.JSON,
          Language.YAML,
          Language.MARKDOWN);

  private static final Map<String, Language> BIOME_SECTIONS =
      Map.of(
          "javascript", Language.JAVASCRIPT,
          "json", Language.JSON,
          "css", Language.CSS);

  private static final Map<String, Set<Language>> DPRINT_PLUGINS =
      Map.of(
          "typescript", Set.of(Language.JAVASCRIPT, Language.TYPESCRIPT),
          "json", Set.of(Language.JSON),
          "markdown", Set.of(Language.MARKDOWN),
          "toml", Set.of(Language.TOML));

  private static final Pattern EXACT_VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+[\\w.+-]*");

  @Override
  public List<FormatterConsent> read(ConfigurationFiles files) {
    var consents = new ArrayList<FormatterConsent>();
    for (ConfigurationFile file :
        files.matching(candidate ->
            candidate.name().startsWith(".prettierrc")
                || candidate.name().startsWith("prettier.config."))) {
      consents.add(prettier(file, files));
    }
    for (ConfigurationFile file : files.named("package.json")) {
      JsonNode json = file.json();
      if (json.has("prettier") || dependency(json, "prettier") != null) {
        consents.add(prettier(file, files));
      }
    }
    files
        .named("biome.json", "biome.jsonc", ".biome.json", ".biome.jsonc")
        .forEach(file -> readBiome(file, files, consents));
    files
        .named("dprint.json", "dprint.jsonc", ".dprint.json", ".dprint.jsonc")
        .forEach(file -> readDprint(file, consents));
    return consents;
  }

  private static FormatterConsent prettier(ConfigurationFile file, ConfigurationFiles files) {
    return new FormatterConsent(
        "prettier",
        PRETTIER_LANGUAGES,
        file.folder(),
        file.path(),
        null,
        installedVersion("prettier", file.folder(), files),
        false);
  }

  /** Returns the version in the lock file or an exact version in {@code package.json}, or null. */
  private static @Nullable String installedVersion(
      String name, String folder, ConfigurationFiles files) {
    String requested =
        files
            .find(folder + "package.json")
            .flatMap(file -> Optional.ofNullable(dependency(file.json(), name)))
            .orElse("");
    return EXACT_VERSION.matcher(requested).matches()
        ? requested
        : NodeLocks.find(name, folder, requested, files).orElse(null);
  }

  private static @Nullable String dependency(JsonNode packageJson, String name) {
    for (String list : List.of("devDependencies", "dependencies")) {
      JsonNode version = packageJson.path(list).path(name);
      if (version.isString()) {
        return version.asString();
      }
    }
    return null;
  }

  private static void readBiome(
      ConfigurationFile file, ConfigurationFiles files, List<FormatterConsent> consents) {
    JsonNode json = file.json();
    if (!json.isObject()) {
      return;
    }
    boolean byDefault = json.path("formatter").path("enabled").asBoolean(true);
    BIOME_SECTIONS.forEach((section, language) -> {
      if (json.path(section).path("formatter").path("enabled").asBoolean(byDefault)) {
        consents.add(
            new FormatterConsent(
                "biome",
                language == Language.JAVASCRIPT
                    ? Set.of(Language.JAVASCRIPT, Language.TYPESCRIPT)
                    : Set.of(language),
                file.folder(),
                file.path(),
                null,
                installedVersion("@biomejs/biome", file.folder(), files),
                false));
      }
    });
  }

  private static void readDprint(ConfigurationFile file, List<FormatterConsent> consents) {
    List<String> plugins =
        file.json().path("plugins").valueStream().map(node -> node.asString("")).toList();
    DPRINT_PLUGINS.forEach((name, languages) -> {
      var address =
          Pattern.compile("(?:^|/)(?:dprint-plugin-)?%s-v?(\\d[\\w.]*?)\\.wasm".formatted(name));
      for (String plugin : plugins) {
        var matcher = address.matcher(plugin);
        if (matcher.find()) {
          consents.add(
              new FormatterConsent(
                  "dprint", languages, file.folder(), file.path(), null, matcher.group(1), false));
        }
      }
      if (file.json().path(name).isObject()) {
        consents.add(
            new FormatterConsent(
                "dprint", languages, file.folder(), file.path(), null, null, false));
      }
    });
  }
}
