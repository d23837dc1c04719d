package dev.pawl.externaltool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.process.ProcessRunner;
import dev.pawl.workspace.TestSmallScope;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgramReadsRuleTests {

  private final ProgramReadsRule rule = new ProgramReadsRule();

  @Test
  void requiresTheWholeOfATrustedTarget() throws IOException {
    assertThat(rule.reason(new TestSmallScope(Map.of("a.json", "{}"), true, false)))
        .get()
        .asString()
        .contains("is trusted");
  }

  @Test
  void requiresTheWholeTargetOnlyForInstalledProgramsThatReadOtherFiles() throws IOException {
    boolean installed =
        Stream.of("ruff", "isort").anyMatch(name -> ProcessRunner.findOnPath(name).isPresent());

    assertThat(rule.reason(new TestSmallScope(Map.of("a.py", ""), false, false)).isPresent())
        .isEqualTo(installed);
    assertThat(rule.reason(new TestSmallScope(Map.of("A.java", "", "b.rs", ""), false, false)))
        .isEmpty();
  }
}
