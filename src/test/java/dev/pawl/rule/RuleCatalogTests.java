package dev.pawl.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pawl.PawlTest;
import dev.pawl.command.Finding;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SourceFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@PawlTest
class RuleCatalogTests {

  private static final Map<String, String> EXTENSIONS =
      Map.of(
          "java", "java", "json", "json", "xml", "xml", "yaml", "yaml", "toml", "toml", "go", "go");

  @Autowired private RuleCatalog catalog;
  @Autowired private List<Checker> checkers;

  @Test
  void describesEachRule() {
    assertThat(catalog.rules())
        .hasSizeGreaterThan(70)
        .allSatisfy(rule -> {
          assertThat(rule.id()).startsWith(rule.tool() + "/");
          assertThat(rule.description()).as(rule.id()).isNotBlank().doesNotContain("\n ");
          if (rule.documentation() != null) {
            assertThatCode(() -> URI.create(rule.documentation())).doesNotThrowAnyException();
          }
        });
    assertThat(catalog.rules()).extracting(Rule::id).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void hasExamplesOfEachRuleOfABuiltInChecker() {
    List<String> builtIn = List.of("pmd", "javac", "json", "xml", "yaml", "toml", "tree-sitter");

    assertThat(catalog.rules())
        .filteredOn(rule -> builtIn.contains(rule.tool()))
        .hasSizeGreaterThan(60)
        .allSatisfy(rule -> assertThat(rule.reported()).as(rule.id()).isNotBlank());
  }

  @Test
  void reportsTheFirstExampleAndNotTheSecond(@TempDir Path folder) throws Exception {
    var softly = new SoftAssertions();
    for (Rule rule : catalog.rules()) {
      if (rule.reported() != null) {
        softly
            .assertThat(rulesIn(rule, rule.reported(), folder))
            .as("reported: " + rule.id())
            .contains(rule.id());
        softly
            .assertThat(rulesIn(rule, rule.accepted(), folder))
            .as("accepted: " + rule.id())
            .doesNotContain(rule.id());
      }
    }
    softly.assertAll();
  }

  private List<String> rulesIn(Rule rule, String text, Path folder) throws Exception {
    Checker checker =
        checkers.stream()
            .filter(candidate -> candidate.name().equals(rule.tool()))
            .findFirst()
            .orElseThrow();
    String extension = Objects.requireNonNull(EXTENSIONS.get(rule.language()));
    var source = SourceFiles.read(folder, "Example." + extension, text);
    return checker.check(List.of(source), SourceFiles.context(folder)).stream()
        .filter(Finding::countsInGates)
        .map(finding -> Rule.id(finding.tool(), finding.rule()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          pmd/UnusedPrivateField, true
          pmd/*, true
          pmd/Unused*, true
          *, true
          */syntax, true
          ruff/F401, true
          eslint/@typescript-eslint/no-unused-vars, true
          prettier/formatter-disagrees, true
          pmd/unusedPrivateField, false
          pmd/Nothing*, false
          pmd, false
          eslint, false
          unknown/rule, false
          """)
  void knowsRulesAndGlobs(String rule, boolean expected) {
    assertThat(catalog.isKnown(rule)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          pmd/UnusedPrivateFields, pmd/UnusedPrivateField
          UnusedPrivateField, pmd/UnusedPrivateField
          pmd/unusedprivatefield, pmd/UnusedPrivateField
          editorconfig/indent-stile, editorconfig/indent-style
          """)
  void suggestsSimilarRules(String rule, String expected) {
    assertThat(catalog.similar(rule)).hasSizeLessThanOrEqualTo(5).first().isEqualTo(expected);
    assertThat(catalog.findFault(rule).orElseThrow())
        .startsWith("is not a known rule; similar rules: " + expected);
  }

  @Test
  void namesTheListIfNothingIsSimilar() {
    assertThat(catalog.findFault("completely/unrelated-text"))
        .contains("is not a known rule; GET /api/v1/rules lists all rules");
  }
}
