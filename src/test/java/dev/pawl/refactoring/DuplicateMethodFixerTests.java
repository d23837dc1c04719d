package dev.pawl.refactoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.RetrySettings;
import dev.pawl.command.ToolTracer;
import dev.pawl.proof.TestRewriteVerifiers;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateMethodFixerTests implements FixerContract {

  /** The parameters and body of the two methods in most texts. */
  private static final String PARAMETERS_AND_BODY = "(int x) { int y = x * x; return y + 1; }";

  private static final String TWO_IDENTICAL_METHODS =
      "private int a" + PARAMETERS_AND_BODY + " private int b" + PARAMETERS_AND_BODY;

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  @Override
  public Fixer fixer() {
    return new DuplicateMethodFixer();
  }

  @Override
  public String folder() {
    return "/dev/pawl/refactoring";
  }

  @Override
  public String file() {
    return "Shop.java.txt";
  }

  @Override
  public String path() {
    return "src/Shop.java";
  }

  @Override
  public ToolContext context(Path root) {
    var openWorkspace = TestWorkspace.of(root);
    openWorkspace.folder();
    return new ToolContext(
        openWorkspace.workspace(),
        ToolDetection.builtIn(""),
        RetrySettings.DEFAULT,
        log::add,
        ToolTracer.NONE);
  }

  private FixResult rewrite(String text) throws InterruptedException {
    var source = SourceFiles.read(target, "src/A.java", text);
    return fixer().fix(List.of(source), context(target)).getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A { int u() { return getA(); } private int getA() { int y = 1; return y * 3; }"
            + " private int getB() { int y = 1; return y * 3; } int v() { return getB(); } }",
        "class A {\n  int u() { return a(1) + b(2); }\n  private int a(int x) { int y = x * x; return y + 1; }\n"
            + "  // CHECKSTYLE:OFF numbers\n  private int b(int x) { int y = x * x; return y + 1; }\n}\n"
      })
  void keepsAccessorsAndWhatHasADirective(String text) throws InterruptedException {
    assertThat(rewrite(text).source().text()).isEqualTo(text);
  }

  /** Fixes a text, in which TWO stands for two identical methods, and verifies that the result is safe. */
  private String fix(String text) throws InterruptedException {
    var source = SourceFiles.of("src/A.java", text.replace("TWO", TWO_IDENTICAL_METHODS));
    FixResult rewrite = rewrite(source.text());
    assertThat(
            TestRewriteVerifiers.withSyntaxCheckers()
                .verify(source, rewrite.source(), EnumSet.of(Purpose.EQUAL_CODE)))
        .isEmpty();
    return rewrite.source().text();
  }

  private void assertUnchanged(String text) throws InterruptedException {
    assertThat(fix(text)).isEqualTo(text.replace("TWO", TWO_IDENTICAL_METHODS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "private int aBODY\n//GEN-BEGIN:x\nprivate int bBODY\n//GEN-END:x\nint c() { return b(2); }",
        "//GEN-BEGIN:x\nprivate int aBODY\n//GEN-END:x\nprivate int bBODY\nint c() { return b(2); }",
        "private int aBODY\nprivate int bBODY\n//GEN-BEGIN:x\nint c() { return b(2); }\n//GEN-END:x",
      })
  void keepsWhatAnEditorGenerates(String members) throws InterruptedException {
    assertUnchanged("class A {\n" + members.replace("BODY", PARAMETERS_AND_BODY) + "\n}\n");
  }

  @Test
  void mergesMethodsBesideWhatAnEditorGenerates() throws InterruptedException {
    String members =
        "private int aBODY\nprivate int bBODY\n//GEN-BEGIN:x\nint c() { return a(2); }\n//GEN-END:x\n"
            + "int d() { return b(3); }\n";

    assertThat(fix("class A {\n" + members.replace("BODY", PARAMETERS_AND_BODY) + "}\n"))
        .contains("return a(2)", "return a(3)")
        .doesNotContain("int b(");
  }

  @Test
  void logsRemovedAndRetainedMethod() throws InterruptedException {
    fix(
        "class A {\n  private int a%s\n\n  /** Once\n   * more. */\n  private int b%s // so long\n}\n"
            .formatted(PARAMETERS_AND_BODY, PARAMETERS_AND_BODY));

    assertThat(log)
        .singleElement()
        .asString()
        .contains("src/A.java: removed b", "Once * more", "so long", "equal to a");
  }

  @Test
  void mergesMethodsWithOtherNamesOfVariables() throws InterruptedException {
    String other = PARAMETERS_AND_BODY.replace("x", "z").replace("y", "w");
    String text =
        fix(
            "class A { private int a%s private int b%s int c() { return b(2); } }"
                .formatted(PARAMETERS_AND_BODY, other));

    assertThat(text)
        .isEqualTo(
            "class A { private int a%s  int c() { return a(2); } }".formatted(PARAMETERS_AND_BODY));
  }

  @Test
  void keepsMethodsThatUseOtherFields() throws InterruptedException {
    String text =
        "class A { int v; int w; private int a(int x) { return x * x * x + v; } private int b(int"
            + " x) { return x * x * x + w; } int c() { return b(2); } }";

    assertThat(fix(text)).isEqualTo(text);
  }

  @Test
  void mergesUntilNoMethodsAreIdentical() throws InterruptedException {
    String calls = "(int x) { return %s(x) + 2 * %s(x + 1); }";
    String text =
        fix(
            "class A { private int c%s private int d%s TWO int e() { return c(1) + d(2); } }"
                .formatted(calls.replace("%s", "a"), calls.replace("%s", "b")));

    assertThat(text)
        .contains("private int c(", "private int a(", "return c(1) + c(2)")
        .doesNotContain("b(", "d(");
    assertThat(log).hasSize(2);
  }

  @Test
  void dependsOnOtherFilesOnlyWhenMethodsAreIdentical() throws InterruptedException {
    assertThat(rewrite("class A { " + TWO_IDENTICAL_METHODS + " }").independent()).isFalse();
    assertThat(rewrite("class A { private int a" + PARAMETERS_AND_BODY + " }").independent())
        .isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "class A { TWO int c() { return a(1) + b(2); } }",
        "enum A { ONE; TWO int c() { return this.b(2); } }",
        "record A(int z) { TWO int c() { return A.this.b(2); } }",
        "interface A { TWO default int c() { return b(2); } }",
        "class A { TWO java.util.function.IntUnaryOperator c = this::b; }",
        "class A { TWO java.util.function.IntUnaryOperator c = x -> b(x); }",
        "class A { TWO class C { int c() { return b(2) + A.this.b(3); } } }",
        "class A { TWO class C { TWO2 } }",
        "class A { TWO int c() { return a(b(a(1))); } }"
      })
  void redirectsCallsToFirstMethod(String text) throws InterruptedException {
    String expanded = text.replace("TWO2", "int other" + PARAMETERS_AND_BODY);

    assertThat(fix(expanded))
        .isEqualTo(
            expanded
                .replace("TWO", "private int a" + PARAMETERS_AND_BODY + " ")
                .replaceAll("(?<!\\w)b(?!\\w)", "a"));
  }

  @Test
  void redirectsQualifiedStaticCalls() throws InterruptedException {
    String parametersAndBody = "(int x) { int y = x * x; return y + 1; }";

    assertThat(
            fix(
                "class A { private static int a%s private static int b%s int c = A.b(1); }"
                    .formatted(parametersAndBody, parametersAndBody)))
        .contains("int c = A.a(1)");
  }

  @Test
  void redirectsParameterlessCallsDespiteInheritance() throws InterruptedException {
    String parametersAndBody = "() { int y = hashCode(); return y * y + 1; }";
    String text = "class A extends B { private int a%s private int b%s int c = b() + this.b(); }";

    assertThat(fix(text.formatted(parametersAndBody, parametersAndBody)))
        .contains("int c = a() + this.a()");
    assertUnchanged(text.replace("b()", "b(1)").formatted(parametersAndBody, parametersAndBody));
    assertUnchanged(
        text.replace("this.b()", "f(this::b)").formatted(parametersAndBody, parametersAndBody));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        // an overload, of either name, here or elsewhere in the file
        "class A { TWO int a() { return 1; } }",
        "class A { TWO int b(String x) { return 1; } }",
        "class A { TWO class C { int b(int x) { return 1; } } }",
        "class A { TWO } class C { int a(int x) { return 1; } }",
        "interface C { int b(int x); } class A { TWO }",
        // inherited members that a call may resolve to
        "class A extends C { TWO int c() { return b(1); } }",
        "class A implements C { TWO int c() { return b(1); } }",
        "class A { TWO class D extends C { int c() { return b(1); } } }",
        "class A { TWO Object c = new C() { int d() { return b(1); } }; }",
        "class A { TWO class D extends C { int c() { return A.this.b(1); } } }",
        "class A { TWO class D { int c() { return this.b(1); } } }",
        "class A extends C { TWO int c() { return super.b(1); } }",
        "class C { class A { TWO } int c() { return b(1); } }",
        "enum A { ONE { int c() { return b(1); } }; TWO }",
        // other uses of the names
        "class A { TWO int c() { return new A().b(1); } }",
        "class A { TWO int c(A other) { return other.b(1); } }",
        "class A { TWO int c() { return (this).b(1); } }",
        "class A { TWO int b; }",
        "class A { TWO void c(int a) {} }",
        "class A { TWO void c() { b: while (true) break b; } }",
        "class A { TWO Object c = f(new A()::b); }",
        "import static x.Y.b; class A { TWO }",
        "class A { TWO int c(A A) { return A.b(1); } }",
        "class A { TWO class D { class A {} } int c() { return A.this.b(1); } }",
        // names that are mentioned
        "class A { TWO String c = \"b\"; }",
        "class A { TWO String c = \"A#a\"; }",
        "class A { TWO String c = \"\"\"\n  call b\n  \"\"\"; }",
        "class A { TWO /** Like {@link #b}. */ int c; }",
        "class A { TWO char c = '\\u0062'; }",
        "class A { TWO Object c = new Throwable().getStackTrace(); }",
        // members that frameworks access
        "@Entity class A { TWO }",
        "@lombok.Data class A { TWO }",
        "import lombok.Getter; class A { TWO }",
        "class A { TWO "
      })
  void keepsMethodsWithAmbiguousNames(String text) throws InterruptedException {
    assertUnchanged(text);
  }

  @ParameterizedTest(name = "{0} {1}")
  @ValueSource(
      strings = {
        "private int a SAYS | private int b(int z) { int y = z * x; return y + 1; }",
        "private int a SAYS | private int b(int x) { int z = x * x; return y + 1; }",
        "private int a SAYS | private int b(long x) { int y = x * x; return y + 1; }",
        "private int a SAYS | private long b SAYS",
        "private int a SAYS | int b SAYS",
        "private int a SAYS | private static int b SAYS",
        "private final int a SAYS | private int b SAYS",
        "private static final int a SAYS | private final static int b SAYS",
        "static private int a SAYS | static private int b SAYS",
        "private synchronized int a SAYS | private int b SAYS",
        "private <T> int a SAYS | private int b SAYS",
        "private int a(int x) throws E { return x + x * x + 1; } | private int b(int x) { return x"
            + " + x * x + 1; }",
        "@Deprecated private int a SAYS | @Deprecated private int b SAYS",
        "private @Deprecated int a SAYS | private @Deprecated int b SAYS",
        "@Deprecated private int a SAYS | private int b SAYS",
        "private int a(@P int x) { return x + x * x + 1; } | private int b(@P int x) { return x + x"
            + " * x + 1; }",
        "private native int a(int x); | private native int b(int x);",
        "private int a(int x) { return x + 1; } | private int b(int x) { return x + 1; }",
        "private int a(int x) { return x < 1 ? 0 : a(x - 1) + 2; } | private int b(int x) { return"
            + " x < 1 ? 0 : b(x - 1) + 2; }",
        "private int a(int x) { return x < 1 ? 0 : a(x - 1) + 2; } | private int b(int x) { return"
            + " x < 1 ? 0 : a(x - 1) + 2; }",
        "private int a(int x) { return x + x * x + 1; } | private int b(int x) { return x + x * x +"
            + " 2; }",
        "private Object a() { return new Object() { int x = 1; }; } | private Object b() { return"
            + " new Object() { int x = 1; }; }",
        "private Object readResolve() { return x + x * x + 1 + y; } | private Object b() { return x"
            + " + x * x + 1 + y; }",
        "private Object a() { return x + x * x + 1 + y; } | private Object writeReplace() { return"
            + " x + x * x + 1 + y; }",
        "private void a(B b) { b.c(); b.c(); b.d(1); } | private void e(B b) { b.c(); b.c();"
            + " b.d(1); }",
        "private void a() { b(1, 2, 3, 4, 5, 6); } | private void c() { b(1, 2, 3, 4, 5, 6); }",
        "private int equals SAYS | private int b SAYS",
        "private int a SAYS | private int yield SAYS",
        "private int a SAYS | class C { private int b SAYS }",
        "private int a SAYS } class C { | private int b SAYS"
      })
  void keepsMethodsThatDiffer(String methods) throws InterruptedException {
    assertUnchanged(
        "class A { %s }".formatted(methods.replace("|", "").replace("SAYS", PARAMETERS_AND_BODY)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(B b) { b.c(); b.c(); b.d(1); b.c(); b.d(2); }",
        "(B b) { b.c(); if (b.e()) { b.d(1); } b.d(2); }",
        "(B b) { b.c(); /* then */ b.e = b.d(1); b.d(2); }"
      })
  void mergesMethodsThatAreHardlyEqualByChance(String method) throws InterruptedException {
    assertThat(fix("class A { private void a" + method + " private void f" + method + " }"))
        .doesNotContain("void f");
  }

  @Test
  void keepsNameInStringOfAnotherFile() throws InterruptedException {
    SourceFiles.write(target, "src/B.java", "class B { String a = \"A#b\"; }");

    assertUnchanged("class A { TWO }");
  }

  @Test
  void keepsNameInConfigurationFile() throws InterruptedException {
    SourceFiles.write(target, "beans.xml", "<bean init-method='b'/>");

    assertUnchanged("class A { TWO }");
  }

  @Test
  void removesNextIdenticalMethodWhenOneMustStay() throws InterruptedException {
    SourceFiles.write(target, "beans.xml", "<bean init-method='b'/>");

    assertThat(fix("class A { TWO private int c" + PARAMETERS_AND_BODY + " int d = b(1) + c(2); }"))
        .isEqualTo("class A { " + TWO_IDENTICAL_METHODS + "  int d = b(1) + a(2); }");
  }
}
