package dev.pawl.tool.pmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CheckerContract;
import dev.pawl.tool.Sources;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PmdTests implements CheckerContract {

  @Override
  public Checker checker() {
    return new Pmd();
  }

  @Override
  public String folder() {
    return "pmd";
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
  void namesItsRules(@TempDir Path root) throws InterruptedException {
    var file = Sources.read(root, "A.java", Sources.resource("pmd/dirty/Mistakes.java.txt"));

    assertThat(new Pmd().check(List.of(file), Sources.job(root)))
        .extracting(Finding::rule)
        .contains("UnusedPrivateField", "EmptyCatchBlock", "LiteralsFirstInComparisons");
  }

  @Test
  void knowsTypesOfTheJdkAndNoneOfPawlsOwnLibraries(@TempDir Path root)
      throws InterruptedException {
    var jdk =
        Sources.read(root, "A.java", "class A implements Runnable { public void run() {} }\n");
    var library =
        Sources.read(
            root,
            "B.java",
            "class B implements org.springframework.boot.CommandLineRunner { public void"
                + " run(String... a) {} }\n");

    assertThat(new Pmd().check(List.of(jdk, library), Sources.job(root)))
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("A.java", "MissingOverride"));
  }

  @Test
  void warnsAndLeavesErrorsToTheParser(@TempDir Path root) throws InterruptedException {
    var broken = Sources.read(root, "B.java", "class {");
    var dirty = Sources.read(root, "A.java", Sources.resource("pmd/dirty/Mistakes.java.txt"));

    assertThat(new Pmd().check(List.of(broken, dirty), Sources.job(root)))
        .isNotEmpty()
        .allMatch(finding -> finding.severity() != Severity.ERROR)
        .allMatch(finding -> finding.file().equals("A.java"));
  }

  @Test
  void goesOnWhereOneFileIsNestedTooDeeply(@TempDir Path root) throws InterruptedException {
    String nested = "(".repeat(100_000) + "1" + ")".repeat(100_000);
    var deep = Sources.read(root, "B.java", "class B { int a = " + nested + "; }");
    var dirty = Sources.read(root, "A.java", Sources.resource("pmd/dirty/Mistakes.java.txt"));

    assertThat(new Pmd().check(List.of(deep, dirty), Sources.job(root)))
        .extracting(Finding::file, Finding::rule)
        .contains(tuple("B.java", "not-checked"), tuple("A.java", "UnusedPrivateField"));
  }
}
