package dev.pawl.tool.treesitter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFiles;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeSitterSyntaxCheckerTests {

  private final TreeSitterSyntaxChecker checker = new TreeSitterSyntaxChecker();

  private List<Finding> parse(String path, String text) {
    return checker.parse(SourceFiles.of(path, text));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a.c | int a(void) { return 1; } | int a(void) { return 1",
        "a.cpp | class A { int a; }; | class A { int a;",
        "a.go | package a | package",
        "a.js | const a = {b: 1}; | const a = {b: ;",
        "a.kt | fun a() {} | fun a( {}",
        "a.py | x = [1, 2] | x = [1, 2",
        "a.rs | fn main() {} | fn main( {}",
        "a.ts | let a: number = 1; | let a: number = ;"
      })
  void reportsGrammarMismatch(String path, String valid, String invalid) {
    assertThat(checker.handles(path)).isTrue();
    assertThat(parse(path, valid)).isEmpty();
    assertThat(parse(path, "\n" + invalid))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.WARNING);
          assertThat(finding.line()).isGreaterThanOrEqualTo(1);
        });
  }

  @Test
  void ignoresLanguagesWithOtherParsers() {
    assertThat(checker.handles("A.java")).isFalse();
    assertThat(checker.handles("a.json")).isFalse();
    assertThat(checker.handles("a.tsx")).isFalse();
  }

  @Test
  void survivesUnpairedSurrogateAndDeepNesting() {
    assertThat(parse("a.js", "let a = '\uD83D';")).isEmpty();
    parse("a.js", "(".repeat(100_000));
    parse("a.py", "[".repeat(100_000));
    assertThat(parse("a.js", "let a = 1;")).isEmpty();
  }

  @Test
  void reportsLine() {
    assertThat(parse("a.js", "let a = 1;\nlet b = 2;\nlet = = 3;\n"))
        .extracting(Finding::line)
        .containsExactly(3);
  }

  @Test
  void isThreadSafe() throws InterruptedException {
    var texts = Collections.nCopies(200, SourceFiles.of("a.js", "let a = ;"));

    assertThat(ParallelFiles.flatMap(texts, checker::parse)).hasSize(200);
  }
}
