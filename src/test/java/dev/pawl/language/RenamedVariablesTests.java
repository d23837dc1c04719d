package dev.pawl.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenamedVariablesTests {

  private static List<String> tokens(String text) {
    var tokens = new ArrayList<String>();
    var lexer = new Lexer(Language.JAVA, text);
    while (lexer.next()) {
      tokens.add(text.substring(lexer.start(), lexer.end()));
    }
    return tokens;
  }

  private static boolean areEqual(String first, String second) {
    return RenamedVariables.areEqual(tokens(first), tokens(second));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int f(int a, String b) { return a + b.length(); } | int f(int x, String y) { return x + y.length(); }
          void f() { int a = 1; g(a); } | void f() { int b = 1; g(b); }
          void f() { final List<String> a = g(); a.clear(); } | void f() { final List<String> b = g(); b.clear(); }
          void f() { int[] a = g(); a[0]++; } | void f() { int[] b = g(); b[0]++; }
          void f() { for (int i = 0; i < 3; i++) { g(i); } } | void f() { for (int j = 0; j < 3; j++) { g(j); } }
          void f() { for (var a : all) { g(a); } } | void f() { for (var b : all) { g(b); } }
          void f() { try { g(); } catch (E a) { h(a); } } | void f() { try { g(); } catch (E b) { h(b); } }
          void f() { try (A a = g(); B b = a.h()) { i(b); } } | void f() { try (A x = g(); B y = x.h()) { i(y); } }
          void f() { { int a = 1; g(a); } { int a = 2; g(a); } } | void f() { { int b = 1; g(b); } { int b = 2; g(b); } }
          void f(int a) { g((a) + 1); } | void f(int b) { g((b) + 1); }
          void f(int a) { this.g = a; } | void f(int b) { this.g = b; }
          """)
  void mayHaveOtherNames(String first, String second) {
    assertThat(areEqual(first, second)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          void f() { a = 1; } | void f() { b = 1; }
          void f() { g(a); int a = 1; g(a); } | void f() { g(b); int b = 1; g(b); }
          void f() { { int a = 1; } a = 2; } | void f() { { int b = 1; } b = 2; }
          void f(int a) { this.a = a; } | void f(int b) { this.b = b; }
          void f(int a) { a(); g(a); } | void f(int b) { b(); g(b); }
          void f(int a) { g(this::a, a); } | void f(int b) { g(this::b, b); }
          void f(int a) { g((a) x, a); } | void f(int b) { g((b) x, b); }
          void f(int a) { new a(); g(a); } | void f(int b) { new b(); g(b); }
          void f(int a, int b) { g(a, b); } | void f(int b, int a) { g(b, a); }
          void f(int a) { g(a, c); } | void f(int b) { g(b, b); }
          void f(int a) { g(a, b); } | void f(int b) { g(b, b); }
          void f(int a) { g(a, 1); } | void f(int b) { g(b, 2); }
          void f(int a) { g(x -> a); } | void f(int b) { g(x -> b); }
          void f(Object o) { if (o instanceof A a) { g(a); } } | void f(Object o) { if (o instanceof A b) { g(b); } }
          void f(int a) { g(new A() { int a; }); } | void f(int b) { g(new A() { int b; }); }
          void f() { a: while (g()) { int a = 1; break a; } } | void f() { b: while (g()) { int b = 1; break b; } }
          void f() { for (int a = 0; a < 2; a++) g(a); a = 1; } | void f() { for (int b = 0; b < 2; b++) g(b); b = 1; }
          void f() { return x < y > a; } | void f() { return x < y > b; }
          void f(A a) { g(a); } | void f(B a) { g(a); }
          void f() { Foo Foo = g(); Foo.h(); } | void f() { Bar Bar = g(); Bar.h(); }
          """)
  void areNotMistakenForOtherNames(String first, String second) {
    assertThat(areEqual(first, second)).isFalse();
    assertThat(areEqual(second, first)).isFalse();
    assertThat(areEqual(first, first)).isTrue();
  }
}
