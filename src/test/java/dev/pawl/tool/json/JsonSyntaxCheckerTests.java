package dev.pawl.tool.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSyntaxCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new JsonSyntaxChecker();
  }

  @Override
  public String folder() {
    return "json";
  }

  @Override
  public String file() {
    return "data.json";
  }

  @Override
  public String path() {
    return "data.json";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tsconfig.json",
        "web/tsconfig.base.json",
        ".vscode/settings.json",
        "a.jsonc",
        ".eslintrc.json",
        "deno.json",
        "test/mocharc.json",
        "packages/a/biome.json",
        "turbo.json",
        "nx.json",
        "wrangler.json",
        "api-extractor.json",
        "cspell.json",
        "renovate.json",
        "language-configuration.json",
        "Code/User/settings.json",
        "vscode/settings.json"
      })
  void allowsCommentsInConventionalFiles(String path) {
    assertThat(new JsonSyntaxChecker().parse(SourceFiles.of(path, "{// why\n\"a\": 1,}")))
        .isEmpty();
    assertThat(new JsonSyntaxChecker().parse(SourceFiles.of(path, "{\"a\": }"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "package.json",
        "web/package-lock.json",
        "composer.json",
        "CMakePresets.json",
        "api/openapi.json"
      })
  void rejectsCommentsInFilesOfReadersThatDo(String path) {
    assertThat(new JsonSyntaxChecker().parse(SourceFiles.of(path, "{// why\n\"a\": 1}")))
        .singleElement()
        .returns(Severity.ERROR, Finding::severity);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{~// why~\"a\": 1} | 2",
        "/* why */ [1] | 1",
        "[1,~2, // why~] | 2",
        "[1, /* why */ ] | 1",
        "{\"a\": \"//\", /* why */ \"b\": 2} | 1"
      })
  void notesCommentsWhereTheReaderIsNotKnown(String text, int line) {
    assertThat(examine(text.replace('~', '\n')))
        .singleElement()
        .returns(Severity.INFO, Finding::severity)
        .returns("comment", Finding::rule)
        .returns(line, Finding::line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": \"//\", }",
        "[\"/* why */\", ]",
        "{// why\n\"a\": }",
        "{/* why \"a\": 1}",
        "// why",
        "[1] // why\n[2]",
        "{\"a\": TRUE}",
        "{\"a\": NaN, \"b\": undefined}"
      })
  void reportsWhatNoCommentExplains(String text) {
    assertThat(examine(text)).singleElement().returns(Severity.ERROR, Finding::severity);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\": SIZE_MB, \"b\": 1}", "[1, A_B_C]", "{\"a\": 1,\n \"b\": BOOT_SIZE\n}"})
  void takesNamesInCapitalLettersForPlaceholders(String text) {
    assertThat(examine(text)).singleElement().returns(Finding.TEMPLATE, Finding::rule);
  }

  private static List<Finding> examine(String text) {
    return new JsonSyntaxChecker().examine(SourceFiles.of("a/log.json", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n"})
  void reportsEmptyFileAsError(String text) {
    assertThat(examine(text))
        .singleElement()
        .returns(Severity.ERROR, Finding::severity)
        .satisfies(finding -> assertThat(finding.message()).contains("empty"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1 2 | 1", "{\"a\":1}~{\"b\":2}~{\"c\":3} | 2", "[]~~[] | 3", "\"a\" \"b\" | 1"})
  void reportsLineOfSecondText(String text, int line) {
    assertThat(examine(text.replace('~', '\n')))
        .singleElement()
        .returns(Severity.ERROR, Finding::severity)
        .returns(line, Finding::line)
        .satisfies(finding ->
            assertThat(finding.message()).contains("second JSON text begins on line " + line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1,~\"a\":2} | 2",
        "[{\"b\":{\"c\":1,\"c\":1}}] | 1",
        "{\"a\":1,\"\\u0061\":2} | 1"
      })
  void warnsAboutDuplicateKey(String text, int line) {
    assertThat(examine(text.replace('~', '\n')))
        .singleElement()
        .returns(Severity.WARNING, Finding::severity)
        .returns("duplicate-key", Finding::rule)
        .returns(line, Finding::line);
  }

  @Test
  void acceptsEqualNamesInDifferentObjects() {
    assertThat(examine("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}]}")).isEmpty();
  }

  static List<String> acceptsTextsBeyondLimitsOfParsers() {
    return List.of(
        "[".repeat(700) + "]".repeat(700),
        "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000),
        "1".repeat(2000),
        "0." + "3".repeat(20_000),
        "{\"" + "n".repeat(70_000) + "\": 1}",
        "\"" + "s".repeat(30_000_000) + "\"");
  }

  @ParameterizedTest
  @MethodSource
  void acceptsTextsBeyondLimitsOfParsers(String text) {
    assertThat(examine(text)).isEmpty();
  }

  @Test
  void doesNotCheckWhatIsTooDeep() {
    assertThat(examine("[".repeat(200_000) + "]".repeat(200_000)))
        .singleElement()
        .returns(Finding.NOT_CHECKED, Finding::rule)
        .returns(Severity.INFO, Finding::severity)
        .returns("not checked: too deep", Finding::message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for x in y %}{\"a\": {{ x }}}{% endfor %}",
        "{\"a\": {{ x | tojson }}}",
        "{\"a\": <%= x %>}"
      })
  void reportsTemplateAsNotChecked(String text) {
    assertThat(examine(text)).extracting(Finding::rule).containsExactly(Finding.TEMPLATE);
  }
}
