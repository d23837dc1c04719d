package dev.pawl.report;

import dev.pawl.command.Coverage;
import dev.pawl.command.Coverage.CheckCoverage;
import dev.pawl.command.Coverage.CleanupCoverage;
import dev.pawl.command.Coverage.CoveredLanguage;
import dev.pawl.command.Coverage.FileGroup;
import dev.pawl.command.Coverage.FormatCoverage;
import dev.pawl.command.Coverage.FormattingState;
import dev.pawl.command.Coverage.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The coverage of one language, or of files without one, in words.
 *
 * @param language the language; a description for files without one
 * @param checked what was checked by which tools; empty if nothing was verified
 * @param formatted whether it was formatted and why; empty if no step formats
 * @param cleanedUp whether a cleanup looked at it; empty if no step cleans up
 * @param left the files that were left, with the reasons
 */
public record CoverageRow(
    String language,
    long files,
    String checked,
    String formatted,
    String cleanedUp,
    List<String> left) {

  /** Returns the rows of all languages, followed by the files without one. */
  public static List<CoverageRow> of(@Nullable Coverage coverage) {
    if (coverage == null) {
      return List.of();
    }
    var rows = new ArrayList<CoverageRow>();
    coverage.languages().forEach(language -> rows.add(of(language)));
    if (coverage.unknownFiles() > 0) {
      String extensions =
          coverage.unknownExtensions().stream()
              .map(count ->
                  "%s (%d)"
                      .formatted(
                          count.extension().isEmpty() ? "no extension" : "." + count.extension(),
                          count.files()))
              .collect(Collectors.joining(", "));
      rows.add(
          new CoverageRow(
              "other files",
              coverage.unknownFiles(),
              "not examined, unknown extensions: " + extensions,
              "",
              "",
              List.of()));
    }
    for (FileGroup group : coverage.left()) {
      rows.add(new CoverageRow(group.reason(), group.files(), "not examined", "", "", List.of()));
    }
    return rows;
  }

  private static CoverageRow of(CoveredLanguage language) {
    CheckCoverage check = language.check();
    FormatCoverage formatting = language.formatting();
    CleanupCoverage cleanup = language.cleanup();
    var left = new ArrayList<String>();
    if (check != null) {
      check.left().forEach(group -> left.add(describe(group)));
    }
    if (formatting != null) {
      formatting.left().forEach(group -> left.add("not formatted: " + describe(group)));
    }
    return new CoverageRow(
        language.language(),
        language.files(),
        check == null ? "" : describe(check),
        formatting == null ? "" : describe(formatting),
        cleanup == null ? "" : describe(cleanup),
        List.copyOf(left));
  }

  private static String describe(FileGroup group) {
    return "%s (%s)".formatted(group.reason(), WorkflowNarrative.pluralize(group.files(), "file"));
  }

  private static String describe(CheckCoverage check) {
    String templates =
        check.templates() == 0
            ? ""
            : ", " + WorkflowNarrative.pluralize(check.templates(), "template") + " not checked";
    return check.files() == 0
        ? "not checked" + templates
        : "%s checked by %s%s"
            .formatted(
                WorkflowNarrative.pluralize(check.files(), "file"),
                check.tools().stream().map(CoverageRow::name).collect(Collectors.joining(", ")),
                templates);
  }

  private static String describe(FormatCoverage formatting) {
    if (formatting.state() == FormattingState.NOT_FORMATTED) {
      String hint = formatting.hint();
      return "not formatted: %s%s"
          .formatted(
              formatting.reason() == null ? "no formatter" : formatting.reason(),
              hint == null ? "" : "; to ask for it: " + hint);
    }
    String tools =
        formatting.tools().stream()
            .map(tool ->
                "%s, asked for by %s (%s)"
                    .formatted(
                        name(tool),
                        tool.source() == null ? "the target" : tool.source(),
                        WorkflowNarrative.pluralize(tool.files(), "file")))
            .collect(Collectors.joining("; "));
    String planned = formatting.state() == FormattingState.PLANNED ? "planned: " : "";
    return planned + tools + (formatting.reason() == null ? "" : "; " + formatting.reason());
  }

  private static String describe(CleanupCoverage cleanup) {
    return cleanup.tools().isEmpty()
        ? "not looked at: " + cleanup.reason()
        : "looked at by "
            + cleanup.tools().stream().map(CoverageRow::name).collect(Collectors.joining(", "));
  }

  private static String name(ToolUse tool) {
    return (tool.tool() + " " + tool.version()).strip();
  }

  /** Returns the row in one sentence. */
  public String sentence() {
    return "%s: %s"
        .formatted(
            language,
            Stream.concat(
                    Stream.of(
                        WorkflowNarrative.pluralize(files, "file"), checked, formatted, cleanedUp),
                    left.stream())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; ")));
  }
}
