package dev.pawl.tool;

import java.lang.module.ModuleDescriptor.Version;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of detecting a tool for a target.
 *
 * @param version the exact version; part of the cache key of its results
 * @param program the command line that starts the tool; empty for a built-in tool
 * @param unavailableReason the reason why the tool is unavailable, if it is
 * @param ignoredConfiguration what is ignored of the target's own configuration because the target is not trusted, if anything
 */
public record ToolDetection(
    String version,
    List<String> program,
    @Nullable String unavailableReason,
    @Nullable String ignoredConfiguration) {

  /** Creates the detection of a built-in tool. */
  public static ToolDetection builtIn(String version) {
    return new ToolDetection(version, List.of(), null, null);
  }

  /** Creates the detection of an available program. */
  public static ToolDetection program(String version, List<String> program) {
    return new ToolDetection(version, program, null, null);
  }

  /** Creates the detection of an unavailable tool. */
  public static ToolDetection unavailable(String reason) {
    return new ToolDetection("", List.of(), reason, null);
  }

  /** Returns this detection, with a note on what is ignored of the target's own configuration. */
  public ToolDetection withIgnoredConfiguration(String configuration) {
    return new ToolDetection(version, program, unavailableReason, configuration);
  }

  /**
   * Returns this detection, or that of an unavailable tool if a part of the target's own configuration is ignored: a target
   * that configures a tool does not ask for what the tool does with another configuration.
   */
  public ToolDetection asConfigured() {
    return ignoredConfiguration == null || !isPresent()
        ? this
        : unavailable("would not do what the target configures: " + ignoredConfiguration);
  }

  /** Orders detections by version, the newest first; a text that is no version comes last. */
  public static int compareNewestFirst(ToolDetection first, ToolDetection second) {
    Optional<Version> firstVersion = first.comparableVersion();
    Optional<Version> secondVersion = second.comparableVersion();
    return firstVersion.isPresent() && secondVersion.isPresent()
        ? secondVersion.get().compareTo(firstVersion.get())
        : Boolean.compare(secondVersion.isPresent(), firstVersion.isPresent());
  }

  private Optional<Version> comparableVersion() {
    try {
      return Optional.of(Version.parse(version));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns whether the tool is available. */
  public boolean isPresent() {
    return unavailableReason == null;
  }
}
