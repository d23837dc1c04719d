package dev.pawl.tool.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSyntaxCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new YamlSyntaxChecker();
  }

  @Override
  public String folder() {
    return "yaml";
  }

  @Override
  public String file() {
    return "data.yaml";
  }

  @Override
  public String path() {
    return "data.yaml";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{- if .x }}\na: [\n{{ end }}\n",
        "{% for x in y %}\n- {{ x }}\n{% endfor %}\n",
        "a: {{ cookiecutter.name }}-{{ b }}\n"
      })
  void reportsTemplateAsNotChecked(String text) {
    assertThat(new YamlSyntaxChecker().examine(SourceFiles.of("chart/a.yaml", text)))
        .singleElement()
        .returns(Finding.TEMPLATE, Finding::rule)
        .returns(Severity.INFO, Finding::severity)
        .returns("a template, not checked", Finding::message)
        .returns(false, Finding::countsInGates);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: \"{{ x }}\"\n", "run: ${{ github.ref }}\n", "a: |\n  {% if %}\n"})
  void checksWhatParsesInSpiteOfTemplateMarkers(String text) {
    assertThat(new YamlSyntaxChecker().examine(SourceFiles.of("a.yaml", text))).isEmpty();
  }

  @Test
  void reportsErrorOfWorkflowWithExpressions() {
    assertThat(new YamlSyntaxChecker().examine(SourceFiles.of("a.yml", "a: ${{ b }}\nc: [\n")))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\nb: 2\\na: 3 | 3",
        "x: {a: 1, 'a': 2} | 1",
        "- a: 1\\n  b: 2\\n  b: 2 | 3",
        "? a\\n: 1\\n? a\\n: 2 | 3",
        "a: *b | 1",
        "a: &b 1\\n---\\nc: *b | 3",
        "*b : 1 | 1"
      })
  void reportsDuplicateKeyAndUnknownAlias(String text, int line) {
    assertThat(new YamlSyntaxChecker().parse(SourceFiles.of("a.yaml", text.replace("\\n", "\n"))))
        .singleElement()
        .returns(Severity.ERROR, Finding::severity)
        .returns(line, Finding::line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1: a\n\"1\": b\n",
        "a: {b: 1}\nc: {b: 2}\n",
        "- {a: 1}\n- {a: 2}\n",
        "x: &x {a: 1}\ny: &y {b: 1}\nz:\n  <<: *x\n  <<: *y\n",
        "? [a, b]\n: 1\na: 2\n",
        "a: 1\n---\na: 2\n",
        "a: &a [*a]\n"
      })
  void acceptsEqualTextsThatAreNoDuplicateKeys(String text) {
    assertThat(new YamlSyntaxChecker().parse(SourceFiles.of("a.yaml", text))).isEmpty();
  }

  @Test
  void survivesDeepAndRecursiveInput() {
    assertThat(new YamlSyntaxChecker().parse(SourceFiles.of("a.yml", "a: &a [*a, *a]\n")))
        .isEmpty();
    assertThat(new YamlSyntaxChecker().parse(SourceFiles.of("a.yml", "[".repeat(200))))
        .isNotEmpty();
  }
}
