package dev.pawl.workspace;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The target's {@code .quality-config.json}, merged with the defaults (3-integrity-and-formats, "Defaults").
 *
 * @param defaultWorkflow the type of a workflow that names none
 * @param maxFileSize larger files are not given to tools, in bytes
 * @param excludedPatterns names of files and folders that are left alone, at any depth
 * @param commands argument lists by name, {@code build} and {@code test}; used for trusted targets only
 * @param requireGit whether a directory target must be a git work tree
 * @param requireCleanGit whether what is only a warning about the state of git is an error
 * @param faults what was wrong with the file; the defaults stand for it
 */
public record TargetConfig(
    String defaultWorkflow,
    long maxFileSize,
    List<String> excludedPatterns,
    Map<String, List<String>> commands,
    boolean requireGit,
    boolean requireCleanGit,
    List<String> faults) {

  static final String FILE = ".quality-config.json";

  private static final TargetConfig DEFAULTS =
      new TargetConfig(
          "standard",
          10_485_760,
          List.of(".git", "node_modules", "__pycache__", "target", "build", "dist", ".claude"),
          Map.of(),
          false,
          false,
          List.of());

  private static final Pattern CRITICAL =
      Pattern.compile(
          "(.*/)?(package-lock\\.json|yarn\\.lock|Cargo\\.lock|go\\.sum|Pipfile\\.lock|composer\\.lock|\\.env[^/]*"
              + "|docker-compose\\.yml|Dockerfile|LICENSE|README\\.md|\\.gitignore)"
              + "|(.*/)?config/production\\.json|\\.github/workflows/[^/]*");

  /** The configuration in a folder; without a file, or with a broken one, the defaults. */
  static TargetConfig read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return DEFAULTS;
    }
    try {
      JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
      return json.isObject()
          ? DEFAULTS.mergedWith(json)
          : DEFAULTS.withFault(FILE + " is not a JSON object, the defaults are used");
    } catch (JacksonException | IOException e) {
      return DEFAULTS.withFault(FILE + " cannot be read, the defaults are used: " + e.getMessage());
    }
  }

  private TargetConfig withFault(String fault) {
    return new TargetConfig(
        defaultWorkflow,
        maxFileSize,
        excludedPatterns,
        commands,
        requireGit,
        requireCleanGit,
        List.of(fault));
  }

  private TargetConfig mergedWith(JsonNode json) {
    var wrong = new ArrayList<String>();
    String type = json.path("default_workflow").asString(defaultWorkflow);
    long size = json.path("max_file_size").asLong(maxFileSize);
    if (size < 1024) {
      wrong.add("/max_file_size must be at least 1024");
      size = maxFileSize;
    }
    var excluded = strings(json.path("excluded_patterns"));
    var own = new TreeMap<String, List<String>>();
    for (String name : List.of("build", "test")) {
      var arguments = strings(json.path("commands").path(name));
      if (arguments != null && !arguments.isEmpty()) {
        own.put(name, arguments);
      }
    }
    JsonNode safety = json.path("safety");
    return new TargetConfig(
        type,
        size,
        excluded == null ? excludedPatterns : excluded,
        own,
        safety.path("require_git").asBoolean(requireGit),
        safety.path("require_clean_git").asBoolean(requireCleanGit),
        List.copyOf(wrong));
  }

  private static @Nullable List<String> strings(JsonNode node) {
    if (!node.isArray()) {
      return null;
    }
    return node.valueStream().map(JsonNode::asString).toList();
  }

  /** Whether a file lies in, or is, something that the target wants left alone. */
  boolean excludes(String path) {
    for (String part : path.split("/")) {
      if (excludesName(part)) {
        return true;
      }
    }
    return false;
  }

  boolean excludesName(String name) {
    return excludedPatterns.stream()
        .anyMatch(pattern -> pattern.equals(name) || globMatches(pattern, name));
  }

  private static boolean globMatches(String pattern, String name) {
    if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
      return false;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    return matcher.matches(Path.of(name));
  }

  /** Whether a file is never changed unless it is asked for by name (2-behaviour, 5.2). */
  public static boolean isCritical(String path) {
    return CRITICAL.matcher(path).matches();
  }
}
