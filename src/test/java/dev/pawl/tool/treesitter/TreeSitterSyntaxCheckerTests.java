package dev.pawl.tool.treesitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFiles;
import java.util.Collections;
import java.util.List;
import java.util.Set;
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
          boolean reference = Set.of("a.go", "a.js", "a.py").contains(path);
          assertThat(finding.severity()).isEqualTo(reference ? Severity.ERROR : Severity.INFO);
          assertThat(finding.countsInGates()).isEqualTo(reference);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.c | MODULE_LICENSE(\"GPL\") static int x = 1; | 0",
        "a.c | #if __has_include(<a.h>)~#include <a.h>~#endif | 0",
        "a.h | #ifdef __cplusplus~extern \"C\" {~#endif~int f(void);~#ifdef __cplusplus~}~#endif |"
            + " 0",
        "a.cpp | EXPORT class A FINAL { Q_OBJECT public: int a; }; | 0",
        "a.cpp | auto f() -> int requires x<1 && { } | 0",
        "a.kt | fun interface A { fun b() } | 0",
        "a.kt | fun f(x: Int) = when (x) { in 1..2 -> 0b0000_0010; else -> 0 } | 0",
        "a.ts | export type * from './a' | 0",
        "a.ts | accessor const enum satisfies x | 0",
        "a.jsx | const a = <p class=\"a\" /> | 0",
        "a.jsx | const a = <p class=\"a\" | 0",
        "a.js | const a = (<p a={<b/>} c=>x</p>) | 0",
        "a.rs | unsafe extern \"C\" { safe fn f(); } | 0",
        "a.rs | fn f() { let x = &raw const y; gen { yield 1 } } | 0",
        "a.pyx | cdef int f(int x): return x | 0"
      })
  void neverReportsMoreThanNoteWithOtherGrammars(String path, String text, int counted) {
    assertThat(parse(path, text.replace('~', '\n')))
        .hasSizeLessThanOrEqualTo(1)
        .allSatisfy(finding -> {
          assertThat(finding.severity()).isEqualTo(Severity.INFO);
          assertThat(finding.message())
              .startsWith("could not be read as ")
              .endsWith(": line " + finding.line());
        })
        .filteredOn(Finding::countsInGates)
        .hasSize(counted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.py | def f(:~    pass",
        "a.py | class A~    x = 1",
        "a.js | function f( { return 1; }",
        "a.mjs | const a = [1, 2;",
        "a.cjs | if (a { b(); }",
        "a.js | const a = `\\u1`;",
        "a.go | package a~func f( {}",
        "a.go | package a~var x = = 1"
      })
  void reportsErrorWithGrammarAsGoodAsTheLanguage(String path, String text) {
    assertThat(parse(path, text.replace('~', '\n')))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.py | print \"a\" % b,",
        "a.py | try:~    pass~except A, e:~    raise B, e",
        "a.py | x = `y` <> 0777",
        "a.py | def {{ cookiecutter.name }}():~    pass",
        "a.js | // @flow~function f(x: number): string { return x }",
        "a.js | const a: number = <p class=\"x\">{b}</p>;",
        "a.js | import a from './a.json' assert { type: 'json' };",
        "a.js | export * from './a.json' with { type: 'json' };",
        "a.js | import { class as b } from './a';",
        "a.js | const a = 1;~export { a as do };",
        "a.js | const a = String.raw`{\\rtf1\\uc1`;",
        "a.js | const a = b.c`\\unicode` + d()`\\x`;",
        "a.js | const a = [1, 2;~//# sourceMappingURL=a.js.map",
        "a.js | /* @generated */~const a = [1, 2;",
        "a.go | package a~func f() {~L: M:~}",
        "a.go | package a~var x = (new)(int)",
        "a.go | package a~var x = new(123)",
        "a.go | package a~type J int~var x = (*struct{ J }).method"
      })
  void reportsNoErrorForOtherVersionsAndDialects(String path, String text) {
    assertThat(checker.examine(SourceFiles.of(path, text.replace('~', '\n'))))
        .allMatch(finding -> finding.severity() == Severity.INFO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.py | import a~~^~# b~def f():~    return 1",
        "a.py | class A:~    x = 1~^~    # b~    def f(self):~        pass",
        "a.py | def f():~    return 1~    ^# b",
        "a.py | x = 'a^b'",
        "a.go | package a~var b = make/* c */ ([]int, 1)",
        "a.js | class A {~  #b~~  [c] = null~}",
        "a.js | class A {~  b = 1~  *c() {}~}"
      })
  void acceptsWhitespaceWhereverTheLanguageDoes(String path, String text) {
    assertThat(parse(path, text.replace('~', '\n').replace('^', '\f'))).isEmpty();
  }

  @Test
  void acceptsCommentsWhereverTheLanguageDoes() {
    assertThat(parse("a.go", "package a\ntype B interface{ int | ~ /* c */ string }\n")).isEmpty();
  }

  @Test
  void reportsTheLineOfAnErrorAfterFormFeedsAndComments() {
    assertThat(parse("a.py", "a = 1\n\f\n# b\ndef f(:\n    pass\n"))
        .extracting(Finding::line, Finding::severity)
        .containsExactly(tuple(4, Severity.ERROR));
    assertThat(parse("a.go", "package a\n/* b\n\" */\nfunc f( {}\n"))
        .extracting(Finding::line, Finding::severity)
        .containsExactly(tuple(4, Severity.ERROR));
    assertThat(parse("a.js", "class A {\n  b c\n  d() {}\n}\n"))
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR);
  }

  @Test
  void doesNotCheckLongFiles() {
    assertThat(parse("a.c", "int a;\n".repeat(700_000)))
        .extracting(Finding::rule)
        .containsExactly(Finding.NOT_CHECKED);
  }
}
