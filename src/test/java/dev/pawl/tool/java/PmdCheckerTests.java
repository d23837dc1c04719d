package dev.pawl.tool.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.SourceFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PmdCheckerTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new PmdChecker();
  }

  @Override
  public String folder() {
    return "java/pmd";
  }

  @Override
  public String file() {
    return "Mistakes.java.txt";
  }

  @Override
  public String path() {
    return "src/Mistakes.java";
  }

  @Test
  void reportsRuleNames(@TempDir Path root) throws InterruptedException {
    var file =
        SourceFiles.read(root, "A.java", SourceFiles.resource("java/pmd/dirty/Mistakes.java.txt"));

    assertThat(new PmdChecker().check(List.of(file), SourceFiles.context(root)))
        .extracting(Finding::rule)
        .contains("UnusedPrivateField", "EmptyCatchBlock", "LiteralsFirstInComparisons");
  }

  @Test
  void resolvesJdkTypesOnly(@TempDir Path root) throws InterruptedException {
    var jdkFile =
        SourceFiles.read(root, "A.java", "class A implements Runnable { public void run() {} }\n");
    var libraryFile =
        SourceFiles.read(
            root,
            "B.java",
            "class B implements org.springframework.boot.CommandLineRunner { public void"
                + " run(String... a) {} }\n");

    assertThat(new PmdChecker().check(List.of(jdkFile, libraryFile), SourceFiles.context(root)))
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("A.java", "MissingOverride"));
  }

  @Test
  void reportsWarningsOnly(@TempDir Path root) throws InterruptedException {
    var broken = SourceFiles.read(root, "B.java", "class {");
    var dirty =
        SourceFiles.read(root, "A.java", SourceFiles.resource("java/pmd/dirty/Mistakes.java.txt"));

    assertThat(new PmdChecker().check(List.of(broken, dirty), SourceFiles.context(root)))
        .isNotEmpty()
        .allMatch(finding -> finding.severity() != Severity.ERROR)
        .filteredOn(Finding::countsInGates)
        .isNotEmpty()
        .allMatch(finding -> finding.file().equals("A.java"));
  }

  @Test
  void checksOtherFilesWhenOneIsNestedTooDeeply(@TempDir Path root) throws InterruptedException {
    String nested = "(".repeat(100_000) + "1" + ")".repeat(100_000);
    var deep = SourceFiles.read(root, "B.java", "class B { int a = " + nested + "; }");
    var dirty =
        SourceFiles.read(root, "A.java", SourceFiles.resource("java/pmd/dirty/Mistakes.java.txt"));

    assertThat(new PmdChecker().check(List.of(deep, dirty), SourceFiles.context(root)))
        .extracting(Finding::file, Finding::rule)
        .contains(tuple("B.java", "not-checked"), tuple("A.java", "UnusedPrivateField"));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "package p; import q.*; class A {}",
        "package p; import static q.Outer.Nested; class A { Nested nested; }",
        "package p; import q.Foo; /** See {@link Foo}. */ class A {}",
        "package p; import java.util.concurrent.atomic.AtomicIntegerFieldUpdater; class A {"
            + " private volatile int count; static final AtomicIntegerFieldUpdater<A> U ="
            + " AtomicIntegerFieldUpdater.newUpdater(A.class, \"count\"); }",
        "package p; import java.lang.invoke.*; class A { private int count; static VarHandle h()"
            + " throws Exception { return MethodHandles.lookup().findVarHandle(A.class, \"count\","
            + " int.class); } }"
      })
  void acceptsNeededImportAndFieldUsedByName(String text, @TempDir Path root)
      throws InterruptedException {
    var file = SourceFiles.read(root, "A.java", text);

    assertThat(new PmdChecker().check(List.of(file), SourceFiles.context(root)))
        .extracting(Finding::rule)
        .doesNotContain("UnnecessaryImport", "UnusedPrivateField");
  }

  @Test
  void reportsImportThatCleanupRemoves(@TempDir Path root) throws InterruptedException {
    var file = SourceFiles.read(root, "A.java", "package p;\nimport q.Foo;\nclass A {}\n");

    assertThat(new PmdChecker().check(List.of(file), SourceFiles.context(root)))
        .extracting(Finding::rule)
        .contains("UnnecessaryImport");
  }

  @Test
  void namesFileThatItCannotRead(@TempDir Path root) throws InterruptedException {
    var broken = SourceFiles.read(root, "B.java", "class {");

    assertThat(new PmdChecker().check(List.of(broken), SourceFiles.context(root)))
        .singleElement()
        .returns("B.java", Finding::file)
        .returns(Finding.NOT_CHECKED, Finding::rule)
        .satisfies(finding -> assertThat(finding.message()).startsWith("not checked: "));
  }
}
