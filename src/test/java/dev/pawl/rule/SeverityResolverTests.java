package dev.pawl.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.rule.RuleSettings.PathOverride;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeverityResolverTests {

  private static final RuleSettings SETTINGS =
      new RuleSettings(
          Map.of(
              "pmd/*", RuleSeverity.INFO,
              "pmd/Unused*", RuleSeverity.WARNING,
              "pmd/UnusedPrivateField", RuleSeverity.ERROR,
              "eslint/*", RuleSeverity.OFF),
          List.of(
              new PathOverride(List.of("src/test/**"), Map.of("pmd/*", RuleSeverity.OFF)),
              new PathOverride(
                  List.of("src/test/it/**", "**/*IT.java"),
                  Map.of("pmd/EmptyCatchBlock", RuleSeverity.ERROR))));

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          pmd, EmptyCatchBlock, src/main/A.java, INFO
          pmd, UnusedLocalVariable, src/main/A.java, WARNING
          pmd, UnusedPrivateField, src/main/A.java, ERROR
          pmd, UnusedPrivateField, src/test/A.java, OFF
          pmd, EmptyCatchBlock, src/test/A.java, OFF
          pmd, EmptyCatchBlock, src/test/it/A.java, ERROR
          pmd, EmptyCatchBlock, src/main/AIT.java, ERROR
          pmd, EmptyCatchBlocks, src/test/it/A.java, OFF
          eslint, @typescript-eslint/no-unused-vars, a.ts, OFF
          ruff, F401, a.py,
          pmdx, EmptyCatchBlock, src/main/A.java,
          """)
  void appliesTheMostSpecificEntry(String tool, String rule, String path, RuleSeverity expected) {
    assertThat(new SeverityResolver(SETTINGS).resolve(tool, rule, path).orElse(null))
        .isEqualTo(expected);
  }

  @Test
  void requestsTakePrecedenceOverConfigurations() {
    var request = new RuleSettings(Map.of("pmd/EmptyCatchBlock", RuleSeverity.WARNING), List.of());

    var resolver = new SeverityResolver(SETTINGS.overriddenBy(request));

    assertThat(resolver.resolve("pmd", "EmptyCatchBlock", "src/test/it/A.java"))
        .contains(RuleSeverity.WARNING);
    assertThat(resolver.resolve("pmd", "UnusedPrivateField", "src/test/it/A.java"))
        .contains(RuleSeverity.OFF);
    assertThat(SETTINGS.overriddenBy(RuleSettings.DEFAULT)).isSameAs(SETTINGS);
  }

  @Test
  void takesLinearTimeForManyStars() {
    var settings = new RuleSettings(Map.of("pmd/" + "*a".repeat(500), RuleSeverity.OFF), List.of());

    assertThat(new SeverityResolver(settings).resolve("pmd", "a".repeat(499) + "b", "A.java"))
        .isEmpty();
  }
}
