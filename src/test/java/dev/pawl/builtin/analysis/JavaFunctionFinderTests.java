package dev.pawl.builtin.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.tool.SourceFiles;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaFunctionFinderTests {

  private static List<FunctionMetrics> functions(String text) {
    return JavaFunctionFinder.find(SourceFiles.of("A.java", text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "return; ~ 1",
        "if (a) b(); else c(); ~ 2",
        "if (a && b || !c) d(); ~ 4",
        "for (;;) {} ~ 2",
        "for (var a : b) {} ~ 2",
        "while (a) {} ~ 2",
        "do {} while (a); ~ 2",
        "try { a(); } catch (B | C d) {} catch (E f) {} finally {} ~ 3",
        "int a = b ? c : d ? e : f; ~ 3",
        "int a = b & c | d; ~ 1",
        "switch (a) { case 1: case 2: b(); break; default: c(); } ~ 3",
        "int b = switch (a) { case 1, 2 -> 3; case 4 -> 5; default -> 6; }; ~ 4",
        "var b = switch (a) { case C(var d) when d > 1 && d < 5 -> 1; case null, default -> 2; }; ~"
            + " 4",
        "run(() -> { if (a) b(); }); ~ 2",
        "run(x -> x ? 1 : 2); ~ 2",
        "new Object() { void f() { if (a) {} } }; ~ 1",
        "class Local { boolean f() { return a && b; } } ~ 1"
      })
  void computesCyclomaticComplexity(String body, int complexity) {
    var functions = functions("class A { void m() throws Exception { " + body + " } }");

    assertThat(functions.getFirst().complexity()).isEqualTo(complexity);
  }

  @Test
  void qualifiesFunctionNames() {
    var functions =
        functions(
            """
            package a;
            class Outer {
              Outer() {
                this(1);
              }
              record Inner(int a) {
                Inner {
                  if (a < 0) throw new IllegalArgumentException();
                }
                int twice() { return 2 * a; }
              }
              interface Face {
                void noBody();
                default void body() {}
              }
              enum Kind { ONE { void f() {} }; void f() {} }
              Runnable field = () -> { if (true) return; };
              void last() {
                new Runnable() {
                  public void run() {}
                };
              }
            }
            """);

    assertThat(functions)
        .extracting(
            FunctionMetrics::name,
            FunctionMetrics::line,
            FunctionMetrics::lines,
            FunctionMetrics::complexity)
        .containsExactly(
            tuple("Outer", 3, 3, 1),
            tuple("Outer.Inner", 7, 3, 2),
            tuple("Outer.Inner.twice", 10, 1, 1),
            tuple("Outer.Face.body", 14, 1, 1),
            tuple("Outer.Kind.f", 16, 1, 1),
            tuple("Outer.Kind.f", 16, 1, 1),
            tuple("Outer.last", 18, 5, 1),
            tuple("Outer.last.run", 20, 1, 1));
  }

  @Test
  void countsLinesFromModifiersToClosingBrace() {
    String text = "class A {\n  @Deprecated\n  public\n  void m() {\n\n  }\n}\n";

    for (String end : List.of("\n", "\r\n", "\r")) {
      assertThat(functions(text.replace("\n", end)))
          .extracting(FunctionMetrics::line, FunctionMetrics::endLine)
          .containsExactly(tuple(2, 6));
    }
  }

  @Test
  void findsFunctionsOfACompactSourceFile() {
    assertThat(functions("void main() {}\n")).extracting(FunctionMetrics::lines).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({"''", "'class A { void m() { int x = ; } }'", "'{{{'", "'package a;'", "'// only'"})
  void findsNothingInUnparsableOrEmptySource(String text) {
    assertThat(functions(text)).isEmpty();
  }

  @Test
  void handlesDeeplyNestedSource() {
    String deep = "(".repeat(100_000) + "1" + ")".repeat(100_000);

    assertThat(functions("class A { int m() { return " + deep + "; } }")).isEmpty();
  }
}
