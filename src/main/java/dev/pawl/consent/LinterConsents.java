package dev.pawl.consent;

import dev.pawl.language.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads which linters the configuration files of a target configure; files that are broken configure nothing. */
public final class LinterConsents {

  private static final String RUFF = "ruff";
  private static final String ESLINT = "eslint";
  private static final String GOIMPORTS = "goimports";

  private static final Map<String, Set<Language>> LANGUAGES =
      Map.of(
          RUFF, Set.of(Language.PYTHON),
          ESLINT, Set.of(Language.JAVASCRIPT, Language.TYPESCRIPT),
          GOIMPORTS, Set.of(Language.GO));

  private static final Map<String, String> HOOKS =
      Map.of(
          "ruff", RUFF,
          "ruff-check", RUFF,
          "eslint", ESLINT,
          "goimports", GOIMPORTS,
          "go-imports", GOIMPORTS);

  private static final String[] GOLANGCI = {
    ".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"
  };

  private static final Pattern ESLINT_FILE =
      Pattern.compile("eslint\\.config\\.[mc]?[jt]s|\\.eslintrc(\\.(c?js|json|ya?ml))?");

  /** The parts of golangci-lint's configuration whose expressions match excluded paths. */
  private static final List<List<String>> GO_EXCLUSIONS =
      List.of(
          List.of("linters", "exclusions", "paths"),
          List.of("formatters", "exclusions", "paths"),
          List.of("issues", "exclude-dirs"),
          List.of("issues", "exclude-files"),
          List.of("run", "skip-dirs"),
          List.of("run", "skip-files"));

  private LinterConsents() {}

  /**
   * Returns the linters that the files of a target configure, with the files that these configurations exclude. Linters
   * do not follow their exclusions where files are passed by name.
   *
   * @param trusted whether linters read these configurations themselves
   */
  public static List<LinterConsent> read(List<WorkspaceFile> files, boolean trusted) {
    var configuration = new ConfigurationFiles(files);
    return Stream.of(
            readPython(configuration),
            readNode(configuration),
            readGo(configuration),
            readHooks(configuration))
        .flatMap(List::stream)
        .map(consent -> consent.with(rules(consent, configuration, trusted)))
        .toList();
  }

  private static FileRules rules(LinterConsent consent, ConfigurationFiles files, boolean trusted) {
    FileRules own =
        switch (consent.tool()) {
          case RUFF -> PythonFileRules.ruffLinter(files, consent.folder(), trusted);
          case GOIMPORTS -> golangci(files, consent.folder());
          default -> FileRules.NONE;
        };
    FileRules hooks =
        PreCommitFileRules.of(
                hook -> consent.tool().equals(HOOKS.get(hook.path("id").asString(""))))
            .read(files, consent.folder());
    return FileRules.remembering(FileRules.anyOf(List.of(own, hooks)));
  }

  private static FileRules golangci(ConfigurationFiles files, String folder) {
    var rules = new ArrayList<FileRules>();
    for (ConfigurationFile file : files.named(GOLANGCI)) {
      List<PythonPattern> excluded =
          documents(file).stream()
              .flatMap(document ->
                  GO_EXCLUSIONS.stream()
                      .flatMap(keys -> WebFileRules.strings(at(document, keys)).stream()))
              .flatMap(expression -> PythonPattern.of(expression).stream())
              .toList();
      if (file.folder().equals(folder)) {
        rules.add(
            WebFileRules.below(
                folder,
                path ->
                    excluded.stream().anyMatch(pattern -> pattern.isFoundIn(path, true))
                        ? WebFileRules.excludedBy(file.path())
                        : Optional.empty()));
      }
    }
    return FileRules.anyOf(rules);
  }

  private static JsonNode at(JsonNode document, List<String> keys) {
    JsonNode node = document;
    for (String key : keys) {
      node = node.path(key);
    }
    return node;
  }

  private static List<JsonNode> documents(ConfigurationFile file) {
    return file.name().endsWith("toml")
        ? List.of(file.toml())
        : file.name().endsWith("json") ? List.of(file.json()) : file.yaml();
  }

  private static LinterConsent consent(String tool, ConfigurationFile file, String section) {
    return new LinterConsent(
        tool,
        LANGUAGES.getOrDefault(tool, Set.of()),
        file.folder(),
        (file.path() + " " + section).strip(),
        FileRules.NONE);
  }

  private static List<LinterConsent> readPython(ConfigurationFiles files) {
    var consents = new ArrayList<LinterConsent>();
    for (ConfigurationFile file : files.named("pyproject.toml")) {
      JsonNode section = file.toml().path("tool").path(RUFF);
      boolean formatsOnly =
          section.propertyStream().allMatch(entry -> entry.getKey().equals("format"));
      if (section.isObject() && (section.isEmpty() || !formatsOnly)) {
        consents.add(consent(RUFF, file, section.has("lint") ? "[tool.ruff.lint]" : "[tool.ruff]"));
      }
    }
    files.named("ruff.toml", ".ruff.toml").stream()
        .filter(file -> file.toml().isObject())
        .forEach(file -> consents.add(consent(RUFF, file, "")));
    return consents;
  }

  private static List<LinterConsent> readNode(ConfigurationFiles files) {
    var consents = new ArrayList<LinterConsent>();
    files
        .matching(file -> ESLINT_FILE.matcher(file.name()).matches())
        .forEach(file -> consents.add(consent(ESLINT, file, "")));
    files.named("package.json").stream()
        .filter(file -> file.json().path("eslintConfig").isObject())
        .forEach(file -> consents.add(consent(ESLINT, file, "(eslintConfig)")));
    return consents;
  }

  /** Reads golangci-lint, which runs goimports among its linters (version 1) or formatters (version 2). */
  private static List<LinterConsent> readGo(ConfigurationFiles files) {
    var consents = new ArrayList<LinterConsent>();
    for (ConfigurationFile file : files.named(GOLANGCI)) {
      if (documents(file).stream().anyMatch(LinterConsents::enablesGoimports)) {
        consents.add(consent(GOIMPORTS, file, "(goimports)"));
      }
    }
    return consents;
  }

  private static boolean enablesGoimports(JsonNode document) {
    return Stream.of("linters", "formatters")
        .map(section -> document.path(section))
        .anyMatch(section ->
            contains(section.path("enable"), GOIMPORTS)
                && !contains(section.path("disable"), GOIMPORTS));
  }

  private static boolean contains(JsonNode list, String name) {
    return list.valueStream().anyMatch(entry -> entry.asString("").equals(name));
  }

  private static List<LinterConsent> readHooks(ConfigurationFiles files) {
    var consents = new ArrayList<LinterConsent>();
    for (ConfigurationFile file :
        files.named(".pre-commit-config.yaml", ".pre-commit-config.yml")) {
      for (JsonNode document : file.yaml()) {
        for (JsonNode repository : document.path("repos")) {
          for (JsonNode hook : repository.path("hooks")) {
            String id = hook.path("id").asString("");
            if (HOOKS.containsKey(id) && !PreCommitConsentReader.isManual(hook)) {
              consents.add(consent(HOOKS.getOrDefault(id, id), file, "(" + id + ")"));
            }
          }
        }
      }
    }
    return consents;
  }
}
