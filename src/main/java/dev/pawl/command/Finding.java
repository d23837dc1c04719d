package dev.pawl.command;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.pawl.rule.RuleSettings;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.rule.SeverityResolver;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One item that a tool reports.
 *
 * @param file the path relative to the target, with forward slashes
 * @param line the first line, from 1, in the reader's version of the file (in a result of a command, in the file as the
 *     tool read it); 0 for the whole file
 * @param submittedLine the corresponding line in the submitted file; 0 if there is none or if it is not yet known
 * @param column the first column, from 1; 0 if unknown
 * @param endLine the last line
 * @param endColumn the column after the last character
 * @param severity the severity, as mapped from that of the tool
 * @param tool the tool that reported it
 * @param rule the tool's name of the violated rule
 * @param message the message of the tool
 * @param fingerprint an identifier that does not change when lines move, files are renamed or code is formatted; empty
 *     until it is computed
 * @param suppression the comment or annotation that suppresses the finding; absent if none does
 * @param relatedLocations the other places that the finding is about, such as those of duplicate code; absent if there are
 *     none
 */
@Schema(name = "Finding")
public record Finding(
    String file,
    int line,
    int submittedLine,
    int column,
    int endLine,
    int endColumn,
    Severity severity,
    String tool,
    String rule,
    String message,
    String fingerprint,
    @Nullable Suppression suppression,
    @Nullable List<RelatedLocation> relatedLocations) {

  /** Creates a finding at one place that nothing suppresses. */
  public Finding(
      String file,
      int line,
      int submittedLine,
      int column,
      int endLine,
      int endColumn,
      Severity severity,
      String tool,
      String rule,
      String message,
      String fingerprint) {
    this(
        file,
        line,
        submittedLine,
        column,
        endLine,
        endColumn,
        severity,
        tool,
        rule,
        message,
        fingerprint,
        null,
        null);
  }

  /**
   * A comment or annotation in the code that suppresses a finding.
   *
   * @param by what suppresses the finding, such as {@code pawl:ignore}, {@code NOPMD} or {@code @SuppressWarnings}
   * @param reason the reason that it states; absent if it states none
   */
  @Schema(name = "Suppression")
  public record Suppression(String by, @Nullable String reason) {}

  /**
   * Another place that a finding is about.
   *
   * @param file the path relative to the target, with forward slashes
   * @param line the first line, from 1, in the file as the tool read it
   * @param endLine the last line
   */
  @Schema(name = "RelatedLocation")
  public record RelatedLocation(String file, int line, int endLine) {}

  /** The rule of the note that a file was not checked, for a reason that lies in the file. */
  public static final String NOT_CHECKED = "not-checked";

  /** The rule of the note that a tool failed on a file. */
  public static final String CRASHED = "crashed";

  /** The rule of the note that a file is a template. */
  public static final String TEMPLATE = "template";

  /** The rule of syntax errors; as a note: a grammar that is not the reference of its language does not match. */
  public static final String SYNTAX = "syntax";

  /** The rules of notes about files that could not be examined, if their severity is info. */
  public static final Set<String> NOTES = Set.of(NOT_CHECKED, CRASHED, TEMPLATE, SYNTAX);

  /** Returns whether this is a note that a file could not be examined. */
  @JsonIgnore
  public boolean isNote() {
    return severity == Severity.INFO && NOTES.contains(rule);
  }

  /** Returns whether a comment or an annotation in the code suppresses this finding. */
  @JsonIgnore
  public boolean isSuppressed() {
    return suppression != null;
  }

  /**
   * Returns whether gates count this finding. Notes about files that could not be examined, and findings that are
   * suppressed, count in no gate.
   */
  public boolean countsInGates() {
    return !isNote() && !isSuppressed();
  }

  /**
   * Returns the findings with the severities that settings give their rules, without those of rules that are off. Notes
   * about files that could not be examined stay as they are.
   */
  public static List<Finding> withSeverities(List<Finding> findings, RuleSettings settings) {
    if (settings.equals(RuleSettings.DEFAULT)) {
      return findings;
    }
    var resolver = new SeverityResolver(settings);
    return findings.stream().flatMap(finding -> finding.withSeverity(resolver)).toList();
  }

  private Stream<Finding> withSeverity(SeverityResolver resolver) {
    if (isNote()) {
      return Stream.of(this);
    }
    RuleSeverity set = resolver.resolve(tool, rule, file).orElse(null);
    return switch (set) {
      case null -> Stream.of(this);
      case OFF -> Stream.empty();
      case INFO -> Stream.of(withSeverity(Severity.INFO));
      case WARNING -> Stream.of(withSeverity(Severity.WARNING));
      case ERROR -> Stream.of(withSeverity(Severity.ERROR));
    };
  }

  /** Creates a finding at one position, without a fingerprint. */
  public static Finding at(
      String file,
      int line,
      int column,
      Severity severity,
      String tool,
      String rule,
      String message) {
    return new Finding(file, line, 0, column, line, column, severity, tool, rule, message, "");
  }

  /** Returns a copy with the given file name. */
  public Finding withFile(String newFile) {
    return copy(newFile, submittedLine, endLine, endColumn, fingerprint);
  }

  /** Returns a copy with the given end position. */
  public Finding withEnd(int newEndLine, int newEndColumn) {
    return copy(file, submittedLine, newEndLine, newEndColumn, fingerprint);
  }

  /** Returns a copy with the given line of the submitted file. */
  public Finding withSubmittedLine(int newSubmittedLine) {
    return copy(file, newSubmittedLine, endLine, endColumn, fingerprint);
  }

  /** Returns a copy with the given severity. */
  public Finding withSeverity(Severity newSeverity) {
    return new Finding(
        file,
        line,
        submittedLine,
        column,
        endLine,
        endColumn,
        newSeverity,
        tool,
        rule,
        message,
        fingerprint,
        suppression,
        relatedLocations);
  }

  /** Returns a copy with the given message. */
  public Finding withMessage(String newMessage) {
    return new Finding(
        file,
        line,
        submittedLine,
        column,
        endLine,
        endColumn,
        severity,
        tool,
        rule,
        newMessage,
        fingerprint,
        suppression,
        relatedLocations);
  }

  /** Returns a copy that a comment or an annotation suppresses. */
  public Finding withSuppression(Suppression newSuppression) {
    return new Finding(
        file,
        line,
        submittedLine,
        column,
        endLine,
        endColumn,
        severity,
        tool,
        rule,
        message,
        fingerprint,
        newSuppression,
        relatedLocations);
  }

  /** Returns a copy with other places that the finding is about. */
  public Finding withRelatedLocations(List<RelatedLocation> places) {
    return new Finding(
        file,
        line,
        submittedLine,
        column,
        endLine,
        endColumn,
        severity,
        tool,
        rule,
        message,
        fingerprint,
        suppression,
        places.isEmpty() ? null : List.copyOf(places));
  }

  /**
   * Returns a copy at another line, in another version of the file. The columns are omitted if the line differs, because
   * they may differ too.
   */
  public Finding movedTo(int newLine) {
    if (newLine == line) {
      return this;
    }
    int newEndLine = newLine + Math.max(0, endLine - line);
    return new Finding(
        file,
        newLine,
        submittedLine,
        0,
        newEndLine,
        0,
        severity,
        tool,
        rule,
        message,
        fingerprint,
        suppression,
        relatedLocations);
  }

  private Finding copy(
      String newFile,
      int newSubmittedLine,
      int newEndLine,
      int newEndColumn,
      String newFingerprint) {
    return new Finding(
        newFile,
        line,
        newSubmittedLine,
        column,
        newEndLine,
        newEndColumn,
        severity,
        tool,
        rule,
        message,
        newFingerprint,
        suppression,
        relatedLocations);
  }

  /** Returns a copy with the given fingerprint. */
  public Finding withFingerprint(String newFingerprint) {
    return copy(file, submittedLine, endLine, endColumn, newFingerprint);
  }

  /**
   * Returns the findings with fingerprints computed from the file, tool, rule and code. Repeated occurrences in a file are
   * numbered. A fingerprint does not change when lines move or when the code is formatted.
   *
   * @param lineOf the function that returns the text of a line of a file, or an empty text if the line does not exist
   */
  public static List<Finding> withFingerprints(
      List<Finding> findings, BiFunction<String, Integer, String> lineOf) {
    var occurrences = new HashMap<List<String>, Integer>();
    var result = new ArrayList<Finding>(findings.size());
    for (Finding finding : findings) {
      String code = CodeContext.of(finding, lineOf);
      var key = List.of(finding.file, finding.tool, finding.rule, code);
      int occurrence = occurrences.merge(key, 1, Integer::sum);
      result.add(
          finding.withFingerprint(
              Fingerprint.of(finding.file, finding.tool, finding.rule, code, occurrence)));
    }
    return result;
  }
}
