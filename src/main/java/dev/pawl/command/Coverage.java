package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * States for each language which files were examined, formatted and cleaned up, by which tools, and why others were
 * not.
 *
 * @param languages the languages of the files in scope, in alphabetical order
 * @param left the files that no tool gets, such as pointers to git LFS, by the reason
 * @param unknownFiles the number of files of unknown extensions, which are examined as no language
 * @param unknownExtensions the most frequent unknown extensions
 */
@Schema(name = "Coverage")
public record Coverage(
    List<CoveredLanguage> languages,
    List<FileGroup> left,
    long unknownFiles,
    List<ExtensionCount> unknownExtensions) {

  /**
   * The coverage of one language.
   *
   * @param language the language, such as {@code java}
   * @param files the number of files in scope
   * @param check what checkers examined; absent if no verification ran
   * @param formatting whether the files were formatted; absent if no step formats
   * @param cleanup whether the files were cleaned up; absent if no step cleans up
   */
  @Schema(name = "LanguageCoverage")
  public record CoveredLanguage(
      String language,
      long files,
      @Nullable CheckCoverage check,
      @Nullable FormatCoverage formatting,
      @Nullable CleanupCoverage cleanup) {

    private CoveredLanguage plus(CoveredLanguage later) {
      return new CoveredLanguage(
          language,
          Math.max(files, later.files),
          later.check == null ? check : later.check,
          formatting == null || later.formatting != null ? later.formatting : formatting,
          cleanup == null
              ? later.cleanup
              : later.cleanup == null ? cleanup : cleanup.plus(later.cleanup));
    }
  }

  /**
   * The files of a language that checkers examined.
   *
   * @param files the number of files that at least one checker examined
   * @param tools the checkers
   * @param templates the number of templates, which are not checked
   * @param left the files that were not checked, by the reason
   */
  @Schema(name = "CheckCoverage")
  public record CheckCoverage(
      long files, List<ToolUse> tools, long templates, List<FileGroup> left) {}

  /**
   * The files of a language that formatters lay out.
   *
   * @param state whether the files were formatted
   * @param tools the formatters, with the sources of their consent
   * @param reason the reason why no files, or not all of them, were formatted
   * @param hint how to ask for a formatter
   * @param left the files that the formatters leave as they are, by the reason
   */
  @Schema(name = "FormatCoverage")
  public record FormatCoverage(
      FormattingState state,
      List<ToolUse> tools,
      @Nullable String reason,
      @Nullable String hint,
      List<FileGroup> left) {}

  /** Whether the files of a language were formatted. */
  @Schema(name = "FormattingState")
  public enum FormattingState {
    /** A formatter is chosen and has not run yet. */
    PLANNED,
    /** A formatter handled the files; they are now as it lays them out. */
    FORMATTED,
    /** No formatter may change the files. */
    NOT_FORMATTED;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The files of a language that were searched for code to remove.
   *
   * @param tools the tools that looked at the files; none if no tool knows the language
   * @param reason the reason why no tool looked at them
   */
  @Schema(name = "CleanupCoverage")
  public record CleanupCoverage(List<ToolUse> tools, @Nullable String reason) {

    private CleanupCoverage plus(CleanupCoverage later) {
      List<ToolUse> all = Stream.concat(tools.stream(), later.tools.stream()).distinct().toList();
      return new CleanupCoverage(all, all.isEmpty() ? later.reason : null);
    }
  }

  /**
   * A tool and the number of files that it handled.
   *
   * @param tool the name of the tool
   * @param version the version of the tool; empty if it is part of Pawl
   * @param files the number of files
   * @param source the source of the consent, such as {@code pom.xml (Spotless)}
   */
  @Schema(name = "ToolUse")
  public record ToolUse(String tool, String version, long files, @Nullable String source) {}

  /**
   * Files that have something in common.
   *
   * @param reason what they have in common
   * @param files the number of files
   * @param examples the first paths
   */
  @Schema(name = "FileGroup")
  public record FileGroup(String reason, long files, List<String> examples) {}

  /**
   * The files with one extension.
   *
   * @param extension the extension without the dot; empty for files without one
   * @param files the number of files
   */
  @Schema(name = "ExtensionCount")
  public record ExtensionCount(String extension, long files) {}

  /** Returns the coverage of several steps together; what a later step states replaces what an earlier one states. */
  public static @Nullable Coverage merge(List<Coverage> steps) {
    if (steps.isEmpty()) {
      return null;
    }
    Map<String, CoveredLanguage> languages = new TreeMap<>();
    Map<String, FileGroup> left = new LinkedHashMap<>();
    Coverage widest = steps.getFirst();
    for (Coverage step : steps) {
      step.languages.forEach(
          language -> languages.merge(language.language, language, CoveredLanguage::plus));
      step.left.forEach(group -> left.put(group.reason, group));
      widest = step.unknownFiles > widest.unknownFiles ? step : widest;
    }
    return new Coverage(
        List.copyOf(languages.values()),
        new ArrayList<>(left.values()),
        widest.unknownFiles,
        widest.unknownExtensions);
  }

  /** Returns this coverage without formatters that are planned and will not run. */
  public Coverage withoutPlans() {
    return new Coverage(
        languages.stream()
            .map(language ->
                language.formatting != null && language.formatting.state == FormattingState.PLANNED
                    ? new CoveredLanguage(
                        language.language, language.files, language.check, null, language.cleanup)
                    : language)
            .toList(),
        left,
        unknownFiles,
        unknownExtensions);
  }
}
