package dev.pawl.tool.refactoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.AttemptSettings;
import dev.pawl.command.ToolTracer;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnusedDeclarationFixerTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private FixResult rewrite(String text) throws InterruptedException {
    var source = SourceFiles.read(target, "src/A.java", text);
    var openWorkspace = TestWorkspace.of(target);
    openWorkspace.folder();
    var job =
        new ToolContext(
            openWorkspace.workspace(),
            ToolDetection.builtIn(""),
            AttemptSettings.DEFAULT,
            log::add,
            ToolTracer.NONE);
    return new UnusedDeclarationFixer().fix(List.of(source), job).getFirst();
  }

  private String fix(String text) throws InterruptedException {
    return rewrite(text).source().text();
  }

  @Test
  void removesUncalledPrivateMethod() throws InterruptedException {
    assertThat(fix("class A {\n  void a() {}\n\n  private void gone() {}\n\n  void b() {}\n}\n"))
        .isEqualTo("class A {\n  void a() {}\n\n  void b() {}\n}\n");
  }

  @Test
  void removesUnusedPrivateFieldAndLocalVariable() throws InterruptedException {
    assertThat(
            fix(
                "class A {\n"
                    + "  private int gone = 1;\n"
                    + "  int a() {\n"
                    + "    int lost = 2;\n"
                    + "    return 3;\n"
                    + "  }\n"
                    + "}\n"))
        .isEqualTo("class A {\n  int a() {\n    return 3;\n  }\n}\n");
  }

  @Test
  void removesAndLogsComments() throws InterruptedException {
    assertThat(
            fix(
                "class A {\n"
                    + "  int a;\n\n"
                    + "  /** Once\n"
                    + "   * useful. */\n"
                    + "  private int gone; // so long\n"
                    + "}\n"))
        .isEqualTo("class A {\n  int a;\n\n}\n");
    assertThat(log)
        .singleElement()
        .asString()
        .contains("src/A.java: removed gone", "Once * useful", "so long");
  }

  @Test
  void keepsFileWithoutUnusedDeclarations() throws InterruptedException {
    FixResult rewrite =
        rewrite("class A {\n  private int a;\n\n  int b() {\n    return a;\n  }\n}\n");

    assertThat(rewrite.source().text()).contains("private int a");
    assertThat(rewrite.independent()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "class A { int gone; }",
        "class A { void gone() {} }",
        "class A { private int gone = make(); static int make() { return 1; } }",
        "class A { private Object gone = new Object(); }",
        "class A { private int gone = 1 / 0; }",
        "class A { private int[] b = {1}; private int gone = b[0]; }",
        "class A { @Deprecated private int gone; }",
        "@Entity class A { private int gone; }",
        "@lombok.Data class A { private int gone; }",
        "import lombok.Getter; class A { private int gone; }",
        "class A implements java.io.Serializable { private int gone; }",
        "class A extends Exception { private int gone; }",
        "class A { private static final long serialVersionUID = 1; }",
        "class A { private Object readResolve() { return null; } }",
        "class A { private native void gone(); }",
        "class A { private int gone, other; }",
        "class A { private A() {} }",
        "class A { // gone is looked up\n private int gone; }",
        "class A { String a = \"gone\"; private int gone; }",
        "class A { void a() { for (int gone = 0; ; ) {} } }",
        "class A { void a() { try (var gone = open()) {} } AutoCloseable open() { return null; } }",
        "class A { void a(int gone) {} }",
        "class A { private int gone; "
      })
  void keepsReflectivelyAccessedAndSideEffectingDeclarations(String text)
      throws InterruptedException {
    assertThat(fix(text)).isEqualTo(text);
  }

  @Test
  void keepsNameInStringOfAnotherFile() throws InterruptedException {
    SourceFiles.write(target, "src/B.java", "class B { String a = \"A#gone\"; }");

    FixResult rewrite = rewrite("class A { private int gone; }");

    assertThat(rewrite.source().text()).contains("gone");
    assertThat(rewrite.independent()).as("depends on other files").isFalse();
  }

  @Test
  void keepsNameInConfigurationFile() throws InterruptedException {
    SourceFiles.write(target, "beans.xml", "<property name='gone'/>");

    assertThat(fix("class A { private int gone; }")).contains("gone");
  }

  @Test
  void ignoresSameNameInCodeOfAnotherFile() throws InterruptedException {
    SourceFiles.write(target, "src/B.java", "class B { int gone; }");

    assertThat(fix("class A { private int gone; }")).isEqualTo("class A {  }");
  }
}
