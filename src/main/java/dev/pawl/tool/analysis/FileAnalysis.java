package dev.pawl.tool.analysis;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.CommentStyle;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.analysis.JavaFunctions.Function;
import dev.pawl.workspace.Language;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What one file is made of.
 *
 * @param functions its methods and constructors, for Java
 */
record FileAnalysis(
    String path, Language language, long bytes, LineCount lines, List<Function> functions) {

  static FileAnalysis of(SourceFile source, Language language, long bytes, JavaFunctions java)
      throws IOException {
    List<String> lines = source.text().lines().toList();
    return new FileAnalysis(
        source.path(),
        language,
        bytes,
        LineCount.of(lines, CommentStyle.of(language)),
        language == Language.JAVA ? java.in(source.text()) : List.of());
  }

  /** What in it is over a limit. */
  List<Finding> over(Limits limits) {
    var findings = new ArrayList<Finding>();
    if (language.isSource() && lines.lines() > limits.fileLines()) {
      findings.add(
          finding(
              1,
              "long-file",
              "%d lines are more than %d".formatted(lines.lines(), limits.fileLines())));
    }
    for (Function function : functions) {
      if (function.lines() > limits.functionLines()) {
        findings.add(
            finding(
                function.firstLine(),
                "long-function",
                "%s has %d lines, more than %d"
                    .formatted(function.name(), function.lines(), limits.functionLines())));
      }
      if (function.complexity() > limits.complexity()) {
        findings.add(
            finding(
                function.firstLine(),
                "complex-function",
                "%s has a complexity of %d, more than %d"
                    .formatted(function.name(), function.complexity(), limits.complexity())));
      }
    }
    return findings;
  }

  private Finding finding(int line, String rule, String message) {
    return Finding.at(path, line, 1, Severity.INFO, "analysis", rule, message);
  }
}
