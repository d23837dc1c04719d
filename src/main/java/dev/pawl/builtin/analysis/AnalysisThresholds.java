package dev.pawl.builtin.analysis;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.target.TargetConfig;
import java.util.List;
import java.util.stream.Stream;

/**
 * The thresholds above which files and functions are reported.
 *
 * @param fileLines the maximum number of lines of a source file
 * @param functionLines the maximum number of lines of a function
 * @param complexity the maximum cyclomatic complexity of a function
 */
record AnalysisThresholds(int fileLines, int functionLines, int complexity) {

  static final String TOOL = "analysis";

  private static final String LONG_FILE = "long-file";
  private static final String LONG_FUNCTION = "long-function";
  private static final String COMPLEX_FUNCTION = "complex-function";

  /** Returns the {@code quality_thresholds} of the target. */
  static AnalysisThresholds of(TargetConfig config) {
    return new AnalysisThresholds(
        config.threshold("max_file_lines"),
        config.threshold("max_function_lines"),
        config.threshold("complexity_limit"));
  }

  /** Returns the rules of all findings. */
  static List<Rule> rules() {
    return List.of(
        rule(
            LONG_FILE,
            "Reports source files with more lines than quality_thresholds.max_file_lines."),
        rule(
            LONG_FUNCTION,
            "Reports functions with more lines than quality_thresholds.max_function_lines."),
        rule(
            COMPLEX_FUNCTION,
            "Reports functions with a higher cyclomatic complexity than"
                + " quality_thresholds.complexity_limit: the number of paths through them."));
  }

  private static Rule rule(String name, String description) {
    return Rule.of(TOOL, name, RuleSeverity.INFO, description);
  }

  /** Returns a finding for each threshold that a file or one of its functions exceeds, without fingerprints. */
  Stream<Finding> findViolations(FileMetrics file) {
    return Stream.concat(
        findFileViolations(file), file.functions().stream().flatMap(this::findViolations));
  }

  private Stream<Finding> findFileViolations(FileMetrics file) {
    long lines = file.lines().total();
    return file.isSource() && lines > fileLines
        ? Stream.of(finding(file.path(), 0, 0, LONG_FILE, "%d lines", lines, fileLines))
        : Stream.empty();
  }

  private Stream<Finding> findViolations(FunctionMetrics function) {
    var findings = Stream.<Finding>builder();
    if (function.lines() > functionLines) {
      findings.add(
          finding(function, LONG_FUNCTION, "has %d lines", function.lines(), functionLines));
    }
    if (function.complexity() > complexity) {
      findings.add(
          finding(
              function,
              COMPLEX_FUNCTION,
              "has a cyclomatic complexity of %d",
              function.complexity(),
              complexity));
    }
    return findings.build();
  }

  private static Finding finding(
      FunctionMetrics function, String rule, String text, long value, int limit) {
    return finding(
        function.file(),
        function.line(),
        function.endLine(),
        rule,
        function.name() + " " + text,
        value,
        limit);
  }

  private static Finding finding(
      String file, int line, int endLine, String rule, String text, long value, int limit) {
    String message = text.formatted(value) + ", more than " + limit;
    return Finding.at(file, line, 0, Severity.INFO, TOOL, rule, message).withEnd(endLine, 0);
  }
}
