package dev.pawl.differential;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.pawl.proof.RewriteVerifier;
import dev.pawl.tool.Checker;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.Tool;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.testing.ToolBeans;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs all built-in tools on code that is nested 60 times: a tool that examines an operand twice on each level would
 * need 2^60 steps, and never end.
 */
class NestedCodeTests {

  private static final int DEPTH = 60;

  /** Long enough for a busy machine, and too short for exponential work. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path root;

  /** In a text, {@code REPEAT(before~middle~after)} stands for a middle between the others, each 60 times. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "A.java | class A { private void a() { String b = REPEAT(\"x\" + ~\"\"~); } }",
        "A.java | class A { private String a = REPEAT((\"x\" + ~\"y\"~)); }",
        "A.java | class A { private int a(int b) { int c = REPEAT(b == 1 ? 2 : ~b~); return b; } }",
        "A.java | class A { private int a(int b) { int c = REPEAT(-(b + ~b~)); return b; } }",
        "A.java | class A { Object a() { return REPEAT(b(~1~)); } }",
        "A.java | class A { Object a = REPEAT((java.util.function.Supplier<?>) () -> ~null~); }",
        "A.java | class A { REPEAT(java.util.List<~String~>) a; }",
        "A.java | class A { void a(int b) { REPEAT(if (b > 1) { int c = 1; ~~ } else { b++; }) } }",
        "A.java | class A { private boolean a(Object b) { boolean c = REPEAT((b == null) == ~(b =="
            + " null)~); return true; } }",
        "a.py | import os~REPEAT((lambda: (1, ~2~)))",
        "a.py | a = REPEAT([x for x in ~[1]~])",
        "a.js | const a = REPEAT(b => ({c: ~1~}));",
        "a.js | const a = REPEAT(`${~1~}`);",
        "a.ts | const a = REPEAT((b ? ~1~ : 2));",
        "a.go | package a~var b = REPEAT(func() int { return ~1~ }())",
        "a.c | int a = REPEAT((1 ? ~1~ : 2));",
        "a.rs | fn a() -> i32 { REPEAT({ let b = ~1~; b }) }",
        "a.kt | val a = REPEAT((if (b) ~1~ else 2))",
        "a.sh | echo REPEAT($(echo \"~a~\"))",
        "a.json | REPEAT([{\"a\": ~1~}])",
        "a.yaml | a: REPEAT([{b: ~1~}])",
        "a.md | REPEAT(*a ~b~*)",
      })
  void endsOnNestedCode(String path, String text) {
    String nested = expand(text);
    SourceFile source = SourceFiles.read(root, path, nested + "\n");
    ToolContext context = SourceFiles.context(root);

    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (Checker checker : builtIn(Checker.class)) {
            if (checker.handles(path)) {
              ToolDetection detection = checker.detect(context.workspace());
              assertThatCode(() -> checker.check(List.of(source), context.withDetection(detection)))
                  .as(checker.name())
                  .doesNotThrowAnyException();
            }
          }
          for (Fixer fixer : builtIn(Fixer.class)) {
            if (fixer.handles(source)) {
              ToolDetection detection = fixer.detect(context.workspace());
              assertThatCode(() -> fixer.fix(List.of(source), context.withDetection(detection)))
                  .as(fixer.name())
                  .doesNotThrowAnyException();
            }
          }
          ToolBeans.get(RewriteVerifier.class)
              .verify(source, source.withText(nested + "\n\n"), EnumSet.of(Purpose.LAYOUT));
        });
  }

  private <T extends Tool> List<T> builtIn(Class<T> type) {
    return ToolBeans.withWasmFormatters()
        .getBeanProvider(type)
        .orderedStream()
        .filter(tool -> {
          ToolDetection detection = tool.detect(SourceFiles.context(root).workspace());
          return detection.isPresent() && detection.program().isEmpty();
        })
        .toList();
  }

  private static String expand(String text) {
    int start = text.indexOf("REPEAT(");
    // The parenthesis that closes the repetition, after as many as are opened in it.
    int end = start + "REPEAT(".length();
    for (int open = 1; open > 0; end++) {
      open += text.charAt(end) == '(' ? 1 : text.charAt(end) == ')' ? -1 : 0;
    }
    String[] parts = text.substring(start + "REPEAT(".length(), end - 1).split("~", -1);
    return text.substring(0, start).replace('~', '\n')
        + parts[0].repeat(DEPTH)
        + parts[1]
        + parts[2].repeat(DEPTH)
        + text.substring(end);
  }
}
