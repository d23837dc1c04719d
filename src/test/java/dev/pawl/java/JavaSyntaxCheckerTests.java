package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaSyntaxCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new JavaSyntaxChecker();
  }

  @Override
  public String folder() {
    return "/dev/pawl/java/syntax";
  }

  @Override
  public String file() {
    return "Syntax.java.txt";
  }

  @Override
  public String path() {
    return "src/Syntax.java";
  }

  @Test
  void reportsPositionAndMessageOfCompiler() {
    assertThat(
            new JavaSyntaxChecker().parse(SourceFiles.of("A.java", "class A {\n  int a = ;\n}\n")))
        .singleElement()
        .returns(2, Finding::line)
        .returns(11, Finding::column)
        .returns(Severity.ERROR, Finding::severity)
        .returns("illegal start of expression", Finding::message);
  }

  @Test
  void resolvesNothing() {
    assertThat(
            new JavaSyntaxChecker()
                .parse(SourceFiles.of("A.java", "import not.there.X; class B extends X<Y> {}")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A {\n  int a = ;\n  int b = ;\n  void c( {\n}\n",
        "class A { void a() { if (x { y(; } } } } }",
        "public clas A {\n  int a;\n  int b;\n}\n"
      })
  void reportsFirstErrorOfBrokenFile(String text) {
    assertThat(new JavaSyntaxChecker().examine(SourceFiles.of("A.java", text)))
        .singleElement()
        .returns(Severity.ERROR, Finding::severity);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/resources/archetype-resources/src/main/java/App.java",
        "templates/App.java"
      })
  void reportsTemplateAsNotChecked(String path) {
    assertThat(
            new JavaSyntaxChecker()
                .examine(SourceFiles.of(path, "package ${package};\nclass App {}\n")))
        .singleElement()
        .returns(Finding.TEMPLATE, Finding::rule)
        .returns("a template, not checked", Finding::message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "interface A { int MAJOR=${version.major}; }",
        "class A { int a = ${a}, b = 2; }",
        "class A { void a() { b(${b.c}); } }",
        "class A {\n  int revision = @REVISION@;\n}"
      })
  void reportsFileWithPlaceholdersAsTemplate(String text) {
    assertThat(
            new JavaSyntaxChecker().examine(SourceFiles.of("src/main/java-filtered/A.java", text)))
        .singleElement()
        .returns(Finding.TEMPLATE, Finding::rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class A { String a = \"= ${a};\"; int b = ; }",
        "class A {\n  // = ${a};\n  int b = ; }",
        "class A {\n  int b = ${; }",
        "class A {\n  @Override@\n  int b() { return 1; }\n}"
      })
  void reportsErrorNextToWhatOnlyResemblesPlaceholders(String text) {
    assertThat(new JavaSyntaxChecker().examine(SourceFiles.of("A.java", text)))
        .singleElement()
        .returns(Finding.SYNTAX, Finding::rule);
  }

  @Test
  void doesNotCheckWhatIsTooDeep() {
    String nested = "(".repeat(50_000) + "1" + ")".repeat(50_000);
    String chain = "1" + " + 1".repeat(400_000);

    assertThat(
            new JavaSyntaxChecker()
                .examine(SourceFiles.of("A.java", "class A { int a = " + nested + "; }")))
        .extracting(Finding::message)
        .containsExactly("not checked: too deep");
    assertThat(
            new JavaSyntaxChecker()
                .examine(SourceFiles.of("A.java", "class A { int a = " + chain + "; }")))
        .allMatch(finding -> finding.severity() == Severity.INFO);
  }
}
