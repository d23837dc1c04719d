package dev.pawl.target;

import dev.pawl.glob.PathPattern;
import dev.pawl.rule.RuleSettings;
import dev.pawl.rule.RuleSettings.PathOverride;
import dev.pawl.rule.RuleSeverity;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The target's {@code .quality-config.json}, merged field by field with the defaults. Unknown fields are retained.
 *
 * @param document the merged configuration
 * @param own the valid fields of the file itself
 * @param faults the errors of the file; the defaults replace the invalid parts
 * @param pmdRuleset the text of the PMD ruleset that the file names; null if it names none that can be read
 */
public record TargetConfig(
    ObjectNode document, ObjectNode own, List<Fault> faults, @Nullable String pmdRuleset) {

  /**
   * An error in a configuration.
   *
   * @param pointer the JSON pointer to the field (RFC 6901); empty for the whole file
   * @param detail the reason why the value is invalid
   */
  @Schema(name = "ConfigurationError")
  public record Fault(String pointer, String detail) {

    /** Returns the pointer and the detail in one line. */
    public String text() {
      return pointer.isEmpty() ? detail : pointer + " " + detail;
    }
  }

  /** The lowest accepted minimum number of tokens of a duplicate; fewer tokens occur twice by chance. */
  public static final int MIN_DUPLICATE_TOKENS = 20;

  /** The highest accepted minimum number of tokens of a duplicate. */
  public static final int MAX_DUPLICATE_TOKENS = 10_000;

  /** The largest number of lines that {@code duplicates.min_lines} may require. */
  public static final int MAX_DUPLICATE_LINES = 1000;

  /** The name of the configuration file, in the root of a target. */
  public static final String FILE_NAME = ".quality-config.json";

  /** The maximum size of a configuration file. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_RULESET_BYTES = 256 << 10;

  private static final ObjectNode DEFAULTS = defaults();

  private static final Set<String> CRITICAL_FILES =
      Set.of(
          "package-lock.json",
          "yarn.lock",
          "Cargo.lock",
          "go.sum",
          "Pipfile.lock",
          "composer.lock",
          "docker-compose.yml",
          "Dockerfile",
          "LICENSE",
          "README.md",
          ".gitignore");

  private static ObjectNode defaults() {
    try (InputStream in = TargetConfig.class.getResourceAsStream("/quality-config.json")) {
      return (ObjectNode) JsonMapper.shared().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the configuration of a target without a file. */
  static ObjectNode defaultDocument() {
    return DEFAULTS.deepCopy();
  }

  /** Reads the configuration of an open folder; returns the defaults if the file is missing or broken. */
  public static TargetConfig read(FolderHandle folder) {
    return readFile(folder.path()).withRuleset(folder);
  }

  /** Reads the configuration of a folder; returns the defaults if the file is missing or broken. */
  public static TargetConfig read(Path folder) {
    TargetConfig config = readFile(folder);
    if (config.rulesetPath() == null) {
      return config;
    }
    try (FolderHandle handle = FolderHandle.openOwn(folder)) {
      return config.withRuleset(handle);
    } catch (IOException e) {
      return broken("cannot be read: " + e.getMessage());
    }
  }

  private static TargetConfig readFile(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return withDefaults(List.of());
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return parse(in.readNBytes(MAX_BYTES + 1));
    } catch (IOException e) {
      return broken("cannot be read: " + e.getMessage());
    }
  }

  /** Parses the content of a configuration file; returns the defaults if it is broken. */
  public static TargetConfig parse(byte[] content) {
    if (content.length > MAX_BYTES) {
      return broken("is larger than 1 MiB");
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(content);
      return json instanceof ObjectNode custom
          ? mergeWithDefaults(custom)
          : broken("is not a JSON object");
    } catch (JacksonException e) {
      return broken("cannot be read: " + e.getMessage());
    }
  }

  /** Returns the configuration of a target that has no configuration file. */
  public static TargetConfig defaultConfig() {
    return withDefaults(List.of());
  }

  private static TargetConfig broken(String reason) {
    var fault = new Fault("", "%s %s; the defaults are used".formatted(FILE_NAME, reason));
    return withDefaults(List.of(fault));
  }

  private static TargetConfig withDefaults(List<Fault> faults) {
    return new TargetConfig(
        DEFAULTS.deepCopy(), JsonMapper.shared().createObjectNode(), faults, null);
  }

  /** Returns a configuration that is not merged with the defaults, and keeps its invalid fields, for a complete check. */
  static TargetConfig unsaved(ObjectNode custom) {
    return new TargetConfig(custom, custom, TargetConfigValidator.validate(custom), null);
  }

  /** Merges the target's own configuration with the defaults. */
  static TargetConfig mergeWithDefaults(ObjectNode custom) {
    ObjectNode valid = custom.deepCopy();
    List<Fault> faults = TargetConfigValidator.removeInvalidFields(valid);
    ObjectNode document = DEFAULTS.deepCopy();
    merge(document, valid);
    return new TargetConfig(document, valid, faults, null);
  }

  /** Returns a copy with the errors that all rules find. */
  TargetConfig withFaults(List<Fault> newFaults) {
    return new TargetConfig(document, own, newFaults, pmdRuleset);
  }

  /** Returns a copy with the ruleset that the configuration names, read from the folder of its target. */
  TargetConfig withRuleset(FolderHandle folder) {
    String path = rulesetPath();
    if (path == null || !ValueType.relativePath().condition().test(document.at("/pmd/ruleset"))) {
      return this;
    }
    try {
      byte[] content = folder.inParent(path, TargetConfig::readRuleset);
      if (content.length <= MAX_RULESET_BYTES) {
        return new TargetConfig(document, own, faults, new String(content, StandardCharsets.UTF_8));
      }
      return withFault("/pmd/ruleset", "names a file that is larger than 256 KiB");
    } catch (IOException e) {
      return withFault(
          "/pmd/ruleset",
          "names a file that cannot be read; it must be a regular file of the target");
    }
  }

  private @Nullable String rulesetPath() {
    return document.path("pmd").path("ruleset").asString(null);
  }

  private static byte[] readRuleset(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(MAX_RULESET_BYTES + 1);
    }
  }

  private TargetConfig withFault(String pointer, String detail) {
    var all = new ArrayList<>(faults);
    all.add(new Fault(pointer, detail));
    return withFaults(all);
  }

  /** Adds the fields of an object to another one, field by field. */
  static void merge(ObjectNode into, ObjectNode from) {
    from.forEachEntry((field, value) -> {
      if (into.get(field) instanceof ObjectNode inner && value instanceof ObjectNode nested) {
        merge(inner, nested);
      } else {
        into.set(field, value);
      }
    });
  }

  /** Returns the workflow type for requests without one. */
  public String defaultWorkflow() {
    return document.path("default_workflow").asString();
  }

  /** Returns whether steps may run in parallel. */
  public boolean parallelExecution() {
    return document.path("parallel_execution").asBoolean();
  }

  /** Returns the maximum size of files that are passed to tools, in bytes. */
  public long maxFileSize() {
    return document.path("max_file_size").asLong();
  }

  /** Returns the patterns for the names of excluded files and folders, at any depth. */
  public List<String> excludedPatterns() {
    return strings(document.path("excluded_patterns"));
  }

  public Exclusions exclusions() {
    return Exclusions.of(excludedPatterns());
  }

  /** Returns the formatters that the target names for a language, in their order; empty if it names no list for it. */
  public Optional<List<String>> formatters(String language) {
    JsonNode list = document.path("formatters").path(language);
    return list.isArray() ? Optional.of(strings(list)) : Optional.empty();
  }

  /** Returns the ignored folders that tools need, such as {@code node_modules}; used for trusted targets only. */
  public List<String> links() {
    return strings(document.path("links"));
  }

  /** Returns the globs of fixtures, data and vendored files that may be formatted nevertheless. */
  public List<String> layout() {
    return strings(document.path("layout"));
  }

  /** Returns a number of {@code quality_thresholds}. */
  public int threshold(String name) {
    return document.path("quality_thresholds").path(name).asInt();
  }

  /** Returns the minimum number of tokens of a duplicate. */
  public int minDuplicateTokens() {
    return document.path("duplicates").path("min_tokens").asInt();
  }

  /** Returns the minimum number of lines of a duplicate. */
  public int minDuplicateLines() {
    return document.path("duplicates").path("min_lines").asInt();
  }

  /** Returns whether a file is not searched for duplicates. */
  public boolean isExcludedFromDuplicates(String path) {
    return document
        .path("duplicates")
        .path("exclude")
        .valueStream()
        .anyMatch(pattern -> PathPattern.of(pattern.asString()).includes(path));
  }

  /** Returns the argument lists of {@code build} and {@code test} by name; used for trusted targets only. */
  public Map<String, List<String>> commands() {
    var commands = new TreeMap<String, List<String>>();
    document.path("commands").forEachEntry((name, list) -> commands.put(name, strings(list)));
    return commands;
  }

  /** Returns the gates of workflows that define none, as written in the file. */
  public List<JsonNode> gates() {
    return document.path("gates").valueStream().toList();
  }

  /** Returns the name of the preset of gates of workflows that define none, if there is one. */
  public Optional<String> gatePreset() {
    return Optional.ofNullable(document.path("gate_preset").asString(null));
  }

  /** Returns the actions on failure by step name, as written in the file. */
  public Map<String, String> onFailure() {
    var actions = new TreeMap<String, String>();
    document
        .path("on_failure")
        .forEachEntry((step, action) -> actions.put(step, action.asString()));
    return actions;
  }

  /**
   * Returns the scope of workflows that define none.
   *
   * @throws InvalidScopeException if it cannot be applied, as the whole target must not be examined instead
   */
  public TargetScope requireScope() throws InvalidScopeException {
    Optional<Fault> fault =
        faults.stream().filter(found -> found.pointer().startsWith("/scope")).findFirst();
    if (fault.isPresent()) {
      throw new InvalidScopeException(
          "the scope of .quality-config.json cannot be applied: " + fault.get().text());
    }
    return scope().orElse(TargetScope.ALL);
  }

  /** Returns the scope of workflows that define none; empty for the whole target. */
  public Optional<TargetScope> scope() {
    JsonNode scope = document.path("scope");
    return scope.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TargetScope(
                strings(scope.path("paths")),
                strings(scope.path("exclude")),
                scope.path("changed_since").asString(null),
                scope.path("lines").asString("").equals("changed")
                    ? TargetScope.Lines.CHANGED
                    : TargetScope.Lines.ALL));
  }

  /** Returns the severities of rules; entries that are invalid have no effect. */
  public RuleSettings rules() {
    List<PathOverride> overrides =
        document
            .path("overrides")
            .valueStream()
            .map(override ->
                new PathOverride(
                    strings(override.path("paths")), severities(override.path("rules"))))
            .toList();
    return new RuleSettings(severities(document.path("rules")), overrides);
  }

  private static Map<String, RuleSeverity> severities(JsonNode node) {
    var severities = new TreeMap<String, RuleSeverity>();
    node.forEachEntry((rule, severity) -> {
      if (severity.isString() && RuleSeverity.names().contains(severity.asString())) {
        severities.put(rule, RuleSeverity.of(severity.asString()));
      }
    });
    return severities;
  }

  /** Returns whether a directory target must be a git work tree. */
  public boolean requireGit() {
    return document.path("safety").path("require_git").asBoolean();
  }

  /** Returns whether warnings about the state of git are errors. */
  public boolean requireCleanGit() {
    return document.path("safety").path("require_clean_git").asBoolean();
  }

  private static List<String> strings(JsonNode node) {
    return node.valueStream().map(JsonNode::asString).toList();
  }

  /** Returns whether a file is critical: it is never changed unless it is requested by name. */
  public static boolean isCritical(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    return CRITICAL_FILES.contains(name)
        || name.startsWith(".env")
        || ("/" + path).endsWith("/config/production.json")
        || path.substring(0, slash + 1).equals(".github/workflows/");
  }
}
