package dev.pawl.tool.toml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.SourceFiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TomlSyntaxCheckerTests {

  private static List<Finding> examine(String text) {
    return new TomlSyntaxChecker().examine(SourceFiles.of("a.toml", text));
  }

  static List<String> neverReportsSyntaxErrorBeyondLimits() {
    return List.of(
        "a = " + "[".repeat(600) + "]".repeat(600),
        "a = " + "[".repeat(100_000) + "]".repeat(100_000),
        "a = " + "{a = ".repeat(600) + "1" + "}".repeat(600),
        "a = 0." + "1".repeat(2000),
        "n".repeat(70_000) + " = 1");
  }

  @ParameterizedTest
  @MethodSource
  void neverReportsSyntaxErrorBeyondLimits(String text) {
    assertThat(examine(text)).allMatch(finding -> !finding.countsInGates());
  }

  @Test
  void reportsSyntaxError() {
    assertThat(examine("a = 1\na = 2\n"))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR);
    assertThat(examine("")).isEmpty();
  }
}
