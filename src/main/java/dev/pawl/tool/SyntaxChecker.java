package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;

/** A checker that examines one text at a time and can therefore also tell whether a rewritten text still parses. */
public interface SyntaxChecker extends Checker {

  /** The rule id of syntax errors. */
  String RULE = Finding.SYNTAX;

  /** Must be incremented whenever the findings of these checkers change for other reasons than their parsers. */
  int REVISION = 5;

  /**
   * Returns the syntax errors of a text; empty if it parses. The result may also contain warnings, and a note instead
   * of an error if the text could not be read for a reason that is not an error in it.
   */
  List<Finding> parse(SourceFile source);

  /** Returns the version of the parser; part of the cache key of its findings. */
  String version();

  @Override
  default ToolDetection detect(Workspace workspace) {
    return ToolDetection.builtIn(version() + " (" + REVISION + ")");
  }

  @Override
  default List<Rule> rules() {
    return List.of(
        Rule.of(
            name(),
            RULE,
            RuleSeverity.ERROR,
            "Reports the first place that is not valid in the language of the file. Of a grammar"
                + " that is not the reference of its language, it is a note."));
  }

  @Override
  default List<Finding> check(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    return ParallelFiles.flatMap(context.settings(), sources, this::examine);
  }

  /**
   * Returns the findings of one file: its first syntax error, or a note if it is a template or cannot be checked.
   * Failures of the parser on this file are such notes.
   */
  default List<Finding> examine(SourceFile source) {
    if (TemplateDetector.isTemplateByPlace(source)) {
      return List.of(template(source));
    }
    List<Finding> findings;
    try {
      findings = parse(source);
    } catch (StackOverflowError e) {
      return List.of(FileFailure.notChecked(source.path(), name(), FileFailure.TOO_DEEP));
    } catch (RuntimeException | Error e) {
      FileFailure.rethrowIfFatal(e);
      return List.of(FileFailure.crashed(source.path(), name(), FileFailure.reason(e)));
    }
    boolean mismatch =
        findings.stream()
            .anyMatch(
                finding -> finding.severity() == Severity.ERROR || finding.rule().equals(RULE));
    if (mismatch && TemplateDetector.isTemplate(source)) {
      return List.of(template(source));
    }
    // The syntax errors after the first one are mostly its consequences.
    return withFirstSyntaxError(findings);
  }

  private static List<Finding> withFirstSyntaxError(List<Finding> findings) {
    var result = new ArrayList<Finding>();
    boolean found = false;
    for (Finding finding : findings) {
      boolean syntax = finding.rule().equals(RULE);
      if (!syntax || !found) {
        result.add(finding);
      }
      found |= syntax;
    }
    return result;
  }

  private Finding template(SourceFile source) {
    return FileFailure.note(source.path(), 0, name(), Finding.TEMPLATE, "a template, not checked");
  }

  /** Creates the finding for a syntax error. */
  default Finding syntaxError(SourceFile source, int line, int column, String message) {
    return Finding.at(source.path(), line, column, Severity.ERROR, name(), RULE, message);
  }
}
