package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.Finding.Suppression;
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
  void reportsOneErrorOfAScriptThatCannotBeRead() {
    String report =
        """
        {"comments": [
          {"file": "a.sh", "line": 2, "level": "info", "code": 1009, "message": "mentioned"},
          {"file": "a.sh", "line": 2, "level": "error", "code": 1020, "message": "space"},
          {"file": "a.sh", "line": 2, "level": "error", "code": 1073, "message": "test"},
          {"file": "a.sh", "line": 2, "level": "error", "code": 1072, "message": "missing"},
          {"file": "b.sh", "line": 1, "level": "error", "code": 1089, "message": "stopped"},
          {"file": "c.sh", "line": 1, "level": "error", "code": 1105, "message": "(("}]}
        """;

    assertThat(ToolOutputFormat.SHELLCHECK.parse(report, "shellcheck"))
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(
            tuple("SC1009", Severity.INFO),
            tuple("SC1020", Severity.INFO),
            tuple("SC1073", Severity.ERROR),
            tuple("SC1072", Severity.INFO),
            tuple("SC1089", Severity.ERROR),
            tuple("SC1105", Severity.WARNING));
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

  @Test
  void marksMessagesThatCommentsOfEslintSuppress() {
    String report =
        """
        [{"filePath": "a.js",
          "messages": [{"line": 1, "severity": 2, "ruleId": "semi", "message": "Missing semicolon"}],
          "suppressedMessages": [
            {"line": 2, "severity": 2, "ruleId": "no-console", "message": "Unexpected console",
             "suppressions": [{"kind": "directive", "justification": "a command line tool"}]},
            {"line": 3, "severity": 2, "ruleId": "no-eval", "message": "Unexpected eval",
             "suppressions": [{"kind": "directive", "justification": ""}]}]}]
        """;

    assertThat(ToolOutputFormat.ESLINT.parse(report, "eslint"))
        .extracting(Finding::line, Finding::suppression)
        .containsExactly(
            tuple(1, null),
            tuple(2, new Suppression("eslint", "a command line tool")),
            tuple(3, new Suppression("eslint", null)));
  }

  @Test
  void marksSuppressedResults() {
    String report =
        """
        {"runs": [{"results": [
          {"ruleId": "a", "message": {"text": "x"},
           "suppressions": [{"kind": "inSource", "justification": "intended"}]},
          {"ruleId": "b", "message": {"text": "x"},
           "suppressions": [{"kind": "inSource", "status": "rejected"}]},
          {"ruleId": "c", "message": {"text": "x"}, "suppressions": [{"kind": "external"}]},
          {"ruleId": "d", "message": {"text": "x"}}]}]}
        """;

    assertThat(ToolOutputFormat.SARIF.parse(report, "tool"))
        .extracting(Finding::rule, Finding::suppression)
        .containsExactly(
            tuple("a", new Suppression("tool", "intended")),
            tuple("b", null),
            tuple("c", new Suppression("tool", null)),
            tuple("d", null));
  }
}
