package dev.pawl.tool.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import org.junit.jupiter.api.Test;

class ToolOutputFormatTests {

  @Test
  void reportsOnlyUnparsableShellScriptsAsErrors() {
    String report =
        """
        {"comments": [
          {"file": "a.sh", "line": 1, "level": "error", "code": 1073, "message": "Could not parse"},
          {"file": "a.sh", "line": 1, "level": "error", "code": 2148, "message": "Add a shebang"},
          {"file": "a.sh", "line": 2, "level": "warning", "code": 2034, "message": "Unused"},
          {"file": "a.sh", "line": 3, "level": "style", "code": 2006, "message": "Use $()"}]}
        """;

    assertThat(ToolOutputFormat.SHELLCHECK.parse(report, "shellcheck"))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(
            tuple("SC1073", Severity.ERROR),
            tuple("SC2148", Severity.WARNING),
            tuple("SC2034", Severity.WARNING),
            tuple("SC2006", Severity.INFO));
  }

  @Test
  void reportsOnlyUnparsableScriptsAsErrors() {
    String report =
        """
        [{"filePath": "a.js", "messages": [
          {"line": 1, "severity": 2, "fatal": true, "message": "Parsing error"},
          {"line": 2, "severity": 2, "ruleId": "semi", "message": "Missing semicolon"},
          {"line": 3, "severity": 1, "ruleId": "quotes", "message": "Use single quotes"}]}]
        """;

    assertThat(ToolOutputFormat.ESLINT.parse(report, "eslint"))
        .extracting(Finding::line, Finding::severity)
        .containsExactly(
            tuple(1, Severity.ERROR), tuple(2, Severity.WARNING), tuple(3, Severity.WARNING));
  }

  @Test
  void reportsOnlyInvalidPythonAsError() {
    String report =
        """
        [{"filename": "a.py", "code": "invalid-syntax", "message": "x", "location": {"row": 1}},
         {"filename": "a.py", "code": "F401", "message": "x", "location": {"row": 2}}]
        """;

    assertThat(ToolOutputFormat.RUFF.parse(report, "ruff"))
        .extracting(Finding::line, Finding::severity)
        .containsExactly(tuple(1, Severity.ERROR), tuple(2, Severity.WARNING));
  }
}
