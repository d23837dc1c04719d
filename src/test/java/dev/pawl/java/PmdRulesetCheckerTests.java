package dev.pawl.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessSandbox;
import dev.pawl.process.TestProcessSandboxes;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.ToolUnusableException;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** Runs rulesets of targets, also hostile ones, in real processes. */
class PmdRulesetCheckerTests {

  @TempDir Path root;
  @TempDir Path data;
  private ProcessSandbox sandbox;

  @BeforeEach
  void createSandbox() {
    sandbox = TestProcessSandboxes.hiding(data);
    TestFiles.write(root, ".quality-config.json", "{\"pmd\": {\"ruleset\": \"config/own.xml\"}}");
  }

  private List<Finding> check(String rules, Duration deadline) throws Exception {
    TestFiles.write(root, "config/own.xml", PmdRulesetTests.ruleset(rules));
    var source = SourceFiles.read(root, "src/A.java", "class A {\n  int count;\n}\n");
    return new PmdRulesetChecker(new ProcessRunner(sandbox), deadline)
        .check(List.of(source), SourceFiles.context(root));
  }

  private List<Finding> check(String xpath) throws Exception {
    return check(PmdRulesetTests.xpathRule("Own", xpath), Duration.ofMinutes(5));
  }

  @Test
  void reportsFindingsOfXPathRulesAndReferences() throws Exception {
    List<Finding> findings =
        check(
            PmdRulesetTests.xpathRule("Own", "//VariableId[@Name = 'count']")
                + "<rule ref=\"category/java/codestyle.xml/CommentDefaultAccessModifier\"/>",
            Duration.ofMinutes(5));

    assertThat(findings).extracting(Finding::rule).contains("Own", "CommentDefaultAccessModifier");
    assertThat(findings)
        .filteredOn(finding -> finding.rule().equals("Own"))
        .singleElement()
        .returns("src/A.java", Finding::file)
        .returns(2, Finding::line)
        .returns("pmd", Finding::tool)
        .returns(Severity.WARNING, Finding::severity)
        .returns("Is Own", Finding::message);
  }

  @Test
  void endsRulesThatDoNotEnd() {
    String endless =
        "//ClassDeclaration[some $a in 1 to 2000000000, $b in 1 to 2000000000 satisfies $a * $b ="
            + " -1]";

    assertThatExceptionOfType(ToolUnusableException.class)
        .isThrownBy(() -> check(PmdRulesetTests.xpathRule("Own", endless), Duration.ofSeconds(10)))
        .withMessage("the rules of pmd.ruleset did not end within 10 s");
  }

  @Test
  void statesThatAnExpressionIsNotValid() {
    assertThatExceptionOfType(ToolUnusableException.class)
        .isThrownBy(() -> check("//ClassDeclaration[["))
        .withMessageContaining("Own");
  }

  @Test
  void hidesTheFilesOfPawl() throws Exception {
    assertHidden(TestFiles.write(data, "secret.xml", "<secret/>"));
  }

  @Test
  void hidesTheFilesOfOtherTargets() throws Exception {
    // Not below the folder for temporary files, which is hidden from all programs.
    Path other = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "other-");
    try {
      assertHidden(TestFiles.write(other, "Secret.java", "class Secret {}"));
    } finally {
      FileSystemUtils.deleteRecursively(other);
    }
  }

  @Test
  void hidesTheFilesOfTheMachine() throws Exception {
    assertHidden(Path.of("/etc/passwd"));
  }

  private void assertHidden(Path file) throws Exception {
    assumeTrue(sandbox.isBubblewrapEnabled());
    String isReadable = "unparsed-text-available('%s')".formatted(file.toUri());

    assertThat(check("//ClassDeclaration[%s]".formatted(isReadable))).isEmpty();
    assertThat(check("//ClassDeclaration[not(%s)]".formatted(isReadable))).hasSize(1);
  }

  @Test
  void runsNothingIfTheOperatorAllowsProgramsWithoutASandbox() {
    sandbox = TestProcessSandboxes.disabled(true);

    assertThatExceptionOfType(ToolUnusableException.class)
        .isThrownBy(() -> check("//ClassDeclaration"))
        .withMessageContaining("could read other files");
  }

  @Test
  void runsNothingWithoutASandbox() {
    sandbox = TestProcessSandboxes.disabled(false);

    assertThatExceptionOfType(ToolUnusableException.class)
        .isThrownBy(() -> check("//ClassDeclaration"))
        .withMessageContaining("not run: no sandbox");
  }
}
