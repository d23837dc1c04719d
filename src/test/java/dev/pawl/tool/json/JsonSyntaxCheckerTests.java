package dev.pawl.tool.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        ".eslintrc.json"
      })
  void allowsCommentsInConventionalFiles(String path) {
    assertThat(new JsonSyntaxChecker().parse(SourceFiles.of(path, "{// why\n\"a\": 1,}")))
        .isEmpty();
    assertThat(new JsonSyntaxChecker().parse(SourceFiles.of(path, "{\"a\": }"))).hasSize(1);
  }

  @Test
  void rejectsCommentsInOtherFiles() {
    assertThat(new JsonSyntaxChecker().parse(SourceFiles.of("package.json", "{// why\n\"a\": 1}")))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\": 1}\\n{\"a\": 2}\\n{\"a\": 3}\\n | 2",
        "[1]\\n\\n\\n[2] | 4",
        "1 2 | 1",
        "\"a\"\\n\"b\" | 2",
      })
  void reportsWhereSecondTextBegins(String text, int line) {
    var findings =
        new JsonSyntaxChecker().parse(SourceFiles.of("log.json", text.replace("\\n", "\n")));

    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().line()).isEqualTo(line);
    assertThat(findings.getFirst().message()).contains("second JSON text begins in line " + line);
  }
}
