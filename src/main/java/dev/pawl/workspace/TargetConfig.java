package dev.pawl.workspace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The target's {@code .quality-config.json}, merged field by field with the defaults (3-integrity-and-formats,
 * "Defaults"). Fields that mean nothing here are kept.
 *
 * @param document all of it
 * @param faults what was wrong with the file; the defaults stand for it
 */
public record TargetConfig(ObjectNode document, List<Fault> faults) {

  /**
   * Something wrong in a configuration.
   *
   * @param pointer to the field (RFC 6901); empty for the whole file
   */
  public record Fault(String pointer, String detail) {

    /** The same in one line. */
    public String text() {
      return pointer.isEmpty() ? detail : pointer + " " + detail;
    }
  }

  static final String FILE = ".quality-config.json";
  static final int LARGEST_BYTES = 1 << 20;

  private static final ObjectNode DEFAULTS = defaults();

  private static final Set<String> CRITICAL =
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

  /** The configuration in a folder; without a file, or with a broken one, the defaults. */
  static TargetConfig read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new TargetConfig(DEFAULTS.deepCopy(), List.of());
    }
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        return broken("is larger than 1 MiB");
      }
      JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
      return json instanceof ObjectNode own ? merged(own) : broken("is not a JSON object");
    } catch (JacksonException | IOException e) {
      return broken("cannot be read: " + e.getMessage());
    }
  }

  private static TargetConfig broken(String why) {
    var fault = new Fault("", "%s %s; the defaults are used".formatted(FILE, why));
    return new TargetConfig(DEFAULTS.deepCopy(), List.of(fault));
  }

  /** What a configuration of one's own means. */
  static TargetConfig merged(ObjectNode own) {
    ObjectNode valid = own.deepCopy();
    List<Fault> faults = ConfigRules.takeFaultsOutOf(valid);
    ObjectNode document = DEFAULTS.deepCopy();
    merge(document, valid);
    return new TargetConfig(document, faults);
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.forEachEntry((field, value) -> {
      if (into.get(field) instanceof ObjectNode inner && value instanceof ObjectNode more) {
        merge(inner, more);
      } else {
        into.set(field, value);
      }
    });
  }

  /** The type of a workflow that names none. */
  public String defaultWorkflow() {
    return document.path("default_workflow").asString();
  }

  /** Whether steps may run beside each other. */
  public boolean parallelExecution() {
    return document.path("parallel_execution").asBoolean();
  }

  /** Larger files are not given to tools, in bytes. */
  public long maxFileSize() {
    return document.path("max_file_size").asLong();
  }

  /** Names of files and folders that are left alone, at any depth. */
  public List<String> excludedPatterns() {
    return texts(document.path("excluded_patterns"));
  }

  Exclusions exclusions() {
    return Exclusions.of(excludedPatterns());
  }

  /** The tools that lay out files of a language, in their order; empty when the target wants none. */
  public List<String> formatters(String language) {
    return texts(document.path("formatters").path(language));
  }

  /** Ignored folders that tools need, such as {@code node_modules}; used for trusted targets only. */
  public List<String> links() {
    return texts(document.path("links"));
  }

  /** A number of {@code quality_thresholds}. */
  public int threshold(String name) {
    return document.path("quality_thresholds").path(name).asInt();
  }

  /** Argument lists by name, {@code build} and {@code test}; used for trusted targets only. */
  public Map<String, List<String>> commands() {
    var commands = new TreeMap<String, List<String>>();
    document.path("commands").forEachEntry((name, list) -> commands.put(name, texts(list)));
    return commands;
  }

  /** Conditions for workflows that bring none, as the target wrote them. */
  public List<JsonNode> gates() {
    return document.path("gates").valueStream().toList();
  }

  /** What happens when a step fails, by step name, as the target wrote it. */
  public Map<String, String> onFailure() {
    var actions = new TreeMap<String, String>();
    document
        .path("on_failure")
        .forEachEntry((step, action) -> actions.put(step, action.asString()));
    return actions;
  }

  /** Whether a directory target must be a git work tree. */
  public boolean requireGit() {
    return document.path("safety").path("require_git").asBoolean();
  }

  /** Whether what is only a warning about the state of git is an error. */
  public boolean requireCleanGit() {
    return document.path("safety").path("require_clean_git").asBoolean();
  }

  private static List<String> texts(JsonNode node) {
    return node.valueStream().map(JsonNode::asString).toList();
  }

  /** Whether a file is never changed unless it is asked for by name (2-behaviour, 5.2). */
  public static boolean isCritical(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    return CRITICAL.contains(name)
        || name.startsWith(".env")
        || ("/" + path).endsWith("/config/production.json")
        || path.substring(0, slash + 1).equals(".github/workflows/");
  }
}
