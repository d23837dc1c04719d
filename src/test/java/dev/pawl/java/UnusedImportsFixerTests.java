package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.FixerContract;
import dev.pawl.tool.SourceFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnusedImportsFixerTests implements FixerContract {

  @TempDir Path root;

  @Override
  public Fixer fixer() {
    return new UnusedImportsFixer();
  }

  @Override
  public String folder() {
    return "/dev/pawl/java/imports";
  }

  @Override
  public String file() {
    return "Imports.java.txt";
  }

  @Override
  public String path() {
    return "src/Imports.java";
  }

  private FixResult result(String text) throws InterruptedException {
    var source = SourceFiles.read(root, "src/main/java/p/A.java", text);
    return fixer().fix(List.of(source), SourceFiles.context(root)).getFirst();
  }

  private String fix(String text) throws InterruptedException {
    return result(text).source().text();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "import q.Foo; | // Foo is in a comment\\nclass A {}",
        "import q.Foo; | /* Foo */ class A {}",
        "import q.Foo; | /** Foo is prose, {@code Foo} is an example. */ class A {}",
        "import q.Foo; | /** @param x a Foo */ class A {}",
        "import p.Foo; | class A { Foo foo; }",
        "import p.*; | class A { Foo foo; }",
        "import java.lang.String; | class A { String text; }",
        "import java.lang.*; | class A { String text; }",
        "import q.Foo; | class A { void Foo() {} }",
        "import q.Foo; | class A { void Foo() { Foo(); this.Foo(); } }",
        "import static q.B.foo; | class A { int x = new C().foo(); }",
        "import q.Foo; | class A { java.util.Foo foo; }",
        "import q.Foo; | class A { String text = \"Foo\"; }",
        "import static q.Outer.Nested; | class A {}"
      })
  void removesImportThatIsNotNeeded(String statement, String code) throws InterruptedException {
    String rest = "package p;\n\nimport java.util.List;\n%s\n\n" + code.replace("\\n", "\n") + "\n";
    String text = rest.replace("class A {", "class A { List<A> list;");

    assertThat(fix(text.formatted(statement))).isEqualTo(text.replace("%s\n", ""));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "import q.Foo; | class A { Foo foo; }",
        "import q.Foo; | class A { Object x = Foo.bar(); }",
        "import q.Foo; | @Foo class A {}",
        "import q.Foo; | /** See {@link Foo#bar}. */ class A {}",
        "import q.Foo; | /** {@summary Resolves {@link Foo}.} */ class A {}",
        "import q.Foo; | class A { /** {@return the {@code x} of {@link Foo}} */ int a() { return 1; } }",
        "import q.Foo; | class A { /** {@return the values as\\n * of {@link Foo} and others} */ int a() { return 1; } }",
        "import q.Foo; | /** See {@link Bar#bar(Foo, int) the method}. */ class A {}",
        "import q.Foo; | /** @throws Foo if it fails */ class A {}",
        "import q.Foo; | /** @see Bar#bar(Foo) */ class A {}",
        "import q.Foo; | /// See [Foo] and [the other][Foo#bar].\\nclass A {}",
        "import q.*; | class A {}",
        "import static q.Outer.Nested; | class A { Nested nested; }",
        "import static q.B.foo; | class A { int x = foo(); }",
        "import static q.B.*; | class A {}",
        "import module java.base; | class A {}",
        "import java.lang.Record; import q.*; | class A { Record x; }",
        "import java.lang.ref.Cleaner; | class A { Cleaner x; }"
      })
  void keepsImportThatIsNeeded(String statement, String code) throws InterruptedException {
    String text = "package p;\n\n" + statement + "\n\n" + code.replace("\\n", "\n") + "\n";

    FixResult result = result(text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.rule()).isNull();
  }

  @Test
  void keepsImportOfJavaLangThatPackageDeclaresToo() throws InterruptedException {
    String text = "package p;\n\nimport java.lang.Record;\n\nclass A { Record x; }\n";
    SourceFiles.write(
        root, "src/main/java/p/Other.java", "package p; class Other {} class Record {}");

    FixResult result = result(text);

    assertThat(result.source().text()).isEqualTo(text);
    assertThat(result.independent()).isFalse();
  }

  @Test
  void keepsImportOfJavaLangThatPackageInOtherSourceSetDeclares() throws InterruptedException {
    String text = "package p;\n\nimport java.lang.Module;\n\nclass A { Module x; }\n";
    SourceFiles.write(root, "src/generated/java/p/Module.java", "package p;\nclass Module {}");

    assertThat(fix(text)).isEqualTo(text);
  }

  @Test
  void removesOthersWhenOneImportStays() throws InterruptedException {
    FixResult result =
        result("import q.Foo; // for its side effect\nimport q.Bar;\nimport q.Foo;\nclass A {}\n");

    assertThat(result.source().text())
        .isEqualTo("import q.Foo; // for its side effect\nclass A {}\n");
    assertThat(result.keptCode())
        .extracting(Finding::line, Finding::message)
        .singleElement()
        .asString()
        .contains("1", "import q.Foo is not used, but is kept because of the comment");
  }

  @Test
  void leavesNoDoubleBlankLines() throws InterruptedException {
    assertThat(fix("package p;\n\nimport q.Foo;\n\nimport q.Bar;\n\nclass A { Bar b; }\n"))
        .isEqualTo("package p;\n\nimport q.Bar;\n\nclass A { Bar b; }\n");
    assertThat(fix("package p;\n\nimport q.Foo;\n\nclass A {}\n"))
        .isEqualTo("package p;\n\nclass A {}\n");
    assertThat(fix("package p;\r\n\r\nimport q.Foo;\r\n\r\nclass A {}\r\n"))
        .isEqualTo("package p;\r\n\r\nclass A {}\r\n");
    assertThat(fix("import q.Foo; import q.Bar; class A { Bar b; }"))
        .isEqualTo(" import q.Bar; class A { Bar b; }");
  }

  @Test
  void leavesFileThatDoesNotParse() throws InterruptedException {
    FixResult result = result("import q.Foo;\nclass {");

    assertThat(result.rule()).isEqualTo("not-fixed");
    assertThat(result.reason()).contains("cannot be parsed as Java");
  }
}
