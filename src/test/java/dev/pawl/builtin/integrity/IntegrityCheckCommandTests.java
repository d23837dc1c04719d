package dev.pawl.builtin.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.builtin.CheckerRunner;
import dev.pawl.builtin.FixerRunner;
import dev.pawl.builtin.TestCheckerRunners;
import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.Failure;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.TestProcessSandboxes;
import dev.pawl.proof.RewriteVerifier;
import dev.pawl.rule.Rule;
import dev.pawl.target.TargetScope;
import dev.pawl.tool.Checker;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests each integrity check with a deliberately broken step. */
class IntegrityCheckCommandTests {

  private static final String FULL_SOURCE =
      """
      import java.util.List;
      import java.util.Map;
      import java.util.Set;

      /** Knows {@link Map}. */
      class Full {
        // kept
        @Deprecated
        public List<String> all() {
          return List.of();
        }

        private void lost() {}
      }
      """;

  @TempDir Path target;
  private TestWorkspace open;
  private Path folder;
  private final List<String> log = new ArrayList<>();
  private String purposes = "LINE_ENDINGS LAYOUT";
  private CheckerRunner checkerRunner = ToolBeans.get(CheckerRunner.class);

  @BeforeEach
  void openWorkspace() throws IOException {
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "src/A.java", "class A{}\n");
    TestFiles.write(target, "src/Crlf.java", "class Crlf {\r\n  int a;\r\n}\r\n");
    TestFiles.write(target, "src/Bom.java", "\uFEFFclass Bom{}\n");
    TestFiles.write(target, "data.json", "{\"a\": 1}\n");
    TestFiles.write(target, "src/Full.java", FULL_SOURCE);
    TestFiles.write(target, "latin.txt", new byte[] {(byte) 0xe4, '\n'});
    TestFiles.write(target, "data.bin", new byte[] {0, 1, 2});
    TestFiles.write(target, "run.sh", "#!/bin/sh\n");
    TestFiles.chmod(target, "run.sh", "rwxr-xr-x");
    Files.createSymbolicLink(target.resolve("link"), Path.of("run.sh"));
    open = TestWorkspace.of(target);
    folder = open.folder();
  }

  private CommandResult check(String... reported) throws Exception {
    return check(
        CommandResult.success("formatted")
            .withChangedFiles(List.of(reported))
            .withFact("purpose", purposes),
        "");
  }

  private CommandResult check(CommandResult step, String arguments) throws Exception {
    return new IntegrityCheckCommand(
            open.workspaces(),
            ToolBeans.get(FixerRunner.class),
            ToolBeans.get(RewriteVerifier.class),
            new NewErrorsCheck(checkerRunner),
            new BuildCheck(new ProcessRunner(TestProcessSandboxes.hiding(Path.of("no-data")))),
            new DuplicationCheck())
        .execute(
            new CommandContext(
                open.key(), new Arguments(arguments), Map.of("format", step), log::add, () -> {}));
  }

  private static void assertViolated(CommandResult result, String check, String path) {
    assertThat(result.findFailure())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(FailureKind.INTEGRITY);
          assertThat(failure.message()).contains(check, path);
        });
  }

  @Test
  void acceptsReportedChange() throws Exception {
    TestFiles.write(folder, "src/A.java", "class A {}\n");

    CommandResult result = check("src/A.java");

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.metrics()).containsEntry("files_changed", 1L);
  }

  @Test
  void acceptsUnchangedWorkspace() throws Exception {
    assertThat(check().findFailure()).isEmpty();
  }

  @Test
  void rejectsChangesOutsideOfTheScope() throws Exception {
    open =
        TestWorkspace.inScope(
            target, new TargetScope(List.of("src"), List.of(), null, TargetScope.Lines.ALL));
    folder = open.folder();
    TestFiles.write(folder, "src/A.java", "class A {}\n");
    assertThat(check("src/A.java").findFailure()).isEmpty();
    TestFiles.write(folder, "data.json", "{\"a\":  1}\n");

    assertViolated(check("src/A.java", "data.json"), "I-04", "data.json is outside of the scope");
  }

  @Test
  void rejectsDeletedFile() throws Exception {
    Files.delete(folder.resolve("data.bin"));

    assertViolated(check("data.bin"), "I-02", "data.bin");
  }

  @Test
  void removesUnreportedFiles() throws Exception {
    TestFiles.write(folder, "src/A.java.orig", "x");

    CommandResult result = check();

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.warnings()).singleElement().asString().contains("I-03", "src/A.java.orig");
    assertThat(folder.resolve("src/A.java.orig")).doesNotExist();
  }

  @Test
  void rejectsUnreportedChange() throws Exception {
    TestFiles.write(folder, "src/A.java", "class A {}\n");

    assertViolated(check(), "I-04", "src/A.java");
  }

  @Test
  void rejectsChangedLink() throws Exception {
    Files.delete(folder.resolve("link"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));

    assertViolated(check("link"), "I-05", "link");
  }

  @Test
  void rejectsChangedBinary() throws Exception {
    TestFiles.write(folder, "data.bin", new byte[] {0, 9});

    assertViolated(check("data.bin"), "I-06", "data.bin");
  }

  @Test
  void rejectsTextThatBecameBinary() throws Exception {
    TestFiles.write(folder, "src/A.java", new byte[] {'c', 0});

    assertViolated(check("src/A.java"), "I-06", "src/A.java");
  }

  @Test
  void rejectsChangedMode() throws Exception {
    TestFiles.chmod(folder, "run.sh", "rw-r--r--");

    assertViolated(check("run.sh"), "I-07", "run.sh");
  }

  @Test
  void rejectsFileThatBecameLink() throws Exception {
    Files.delete(folder.resolve("src/A.java"));
    Files.createSymbolicLink(folder.resolve("src/A.java"), Path.of("Bom.java"));

    assertViolated(check("src/A.java"), "I-07", "src/A.java");
  }

  @Test
  void revertsChangedCharset() throws Exception {
    TestFiles.write(folder, "latin.txt", "\u00e4\n".getBytes(StandardCharsets.UTF_8));

    assertReverted(check("latin.txt"), "I-08", "latin.txt");
  }

  @Test
  void revertsLostByteOrderMark() throws Exception {
    TestFiles.write(folder, "src/Bom.java", "class Bom {}\n");

    assertReverted(check("src/Bom.java"), "I-09", "src/Bom.java");
  }

  @Test
  void revertsChangedLineEndings() throws Exception {
    TestFiles.write(folder, "src/Crlf.java", "class Crlf {\n  int a;\n}\n");

    assertReverted(check("src/Crlf.java"), "I-10", "src/Crlf.java");
  }

  private void assertReverted(CommandResult result, String check, String path) throws IOException {
    assertThat(result.findFailure()).isEmpty();
    assertThat(result.warnings()).singleElement().asString().contains(check, path);
    assertThat(Files.mismatch(folder.resolve(path), target.resolve(path))).isEqualTo(-1);
    assertThat(open.workspace().differences()).isEmpty();
  }

  @Test
  void rejectsUnparsableSource() throws Exception {
    TestFiles.write(folder, "src/A.java", "class A {\n");

    assertViolated(check("src/A.java"), "I-11", "src/A.java");
  }

  @Test
  void rejectsUnstableResult() throws Exception {
    TestFiles.write(folder, "src/A.java", "class A   {}\n");

    assertViolated(check("src/A.java"), "I-14", "src/A.java");
  }

  @Test
  void reportsAllViolations() throws Exception {
    Files.delete(folder.resolve("data.bin"));
    TestFiles.chmod(folder, "run.sh", "rw-r--r--");

    assertThat(check().findFailure().map(Failure::message).orElseThrow()).contains("I-02", "I-07");
  }

  private void replaceInFile(String path, String from, String to) {
    TestFiles.write(folder, path, TestFiles.read(folder, path).replace(from, to));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a layout that changes a word|LAYOUT|List.of()|List.of(null)|I-12",
        "a layout that loses a comment|LAYOUT|  // kept|''|I-12",
        "a layout that loses an import|LAYOUT|import java.util.Set;|''|I-12",
        "an import that is lost and needed|IMPORTS|import java.util.List;|''|I-15",
        "an import that is lost and needed by Javadoc|IMPORTS|import java.util.Map;|''|I-15",
        "a cleanup of imports that changes code|IMPORTS|  private void lost() {}|''|I-15",
        "dead code that others may call|DEAD_CODE|  public List<String> all() {|  List<String>"
            + " all() {|I-16",
        "a cleanup that adds code|DEAD_CODE|private void lost() {}|private void found() {}|I-16",
      })
  void rejectsViolation(String description, String purpose, String from, String to, String check)
      throws Exception {
    purposes = purpose;
    replaceInFile("src/Full.java", from, to);

    assertViolated(check("src/Full.java"), check, "src/Full.java");
  }

  @Test
  void rejectsChangedData() throws Exception {
    replaceInFile("data.json", "1", "2");

    assertViolated(check("data.json"), "I-13", "data.json");
  }

  @Test
  void acceptsRemovalOfUnusedImport() throws Exception {
    purposes = "IMPORTS";
    replaceInFile("src/Full.java", "import java.util.Set;\n", "");

    assertThat(check("src/Full.java").findFailure()).isEmpty();
  }

  @Test
  void rejectsRemovalOfPublicMethod() throws Exception {
    purposes = "DEAD_CODE";
    replaceInFile(
        "src/Full.java",
        "  @Deprecated\n  public List<String> all() {\n    return List.of();\n  }\n",
        "");

    assertViolated(check("src/Full.java"), "I-16", "src/Full.java");
  }

  @Test
  void acceptsRemovalOfDeadCode() throws Exception {
    purposes = "DEAD_CODE";
    replaceInFile("src/Full.java", "\n  private void lost() {}\n", "");

    assertThat(check("src/Full.java").findFailure()).isEmpty();
  }

  private static final String EQUAL_METHODS_SOURCE =
      """
      class Equal {
        int all(int x) {
          return first(x) + second(x);
        }

        private int first(int x) {
          int sum = x * x;
          return sum + 1;
        }

        private int second(int x) {
          int unused = 2;
          int sum = x * x;
          return sum + 1;
        }
      }
      """;

  private void mergeEqualMethods(String callers) throws IOException {
    TestFiles.write(target, "src/Equal.java", EQUAL_METHODS_SOURCE);
    open = TestWorkspace.of(target);
    folder = open.folder();
    String without =
        EQUAL_METHODS_SOURCE.substring(0, EQUAL_METHODS_SOURCE.indexOf("\n  private int second"))
            + "}\n";
    TestFiles.write(folder, "src/Equal.java", without.replace("first(x) + second(x)", callers));
  }

  @Test
  void acceptsMergedMethods() throws Exception {
    purposes = "DEAD_CODE EQUAL_CODE DUPLICATES IMPORTS IMPORT_ORDER";
    mergeEqualMethods("first(x) + first(x)");

    assertThat(check("src/Equal.java").findFailure()).isEmpty();
  }

  @Test
  void rejectsMergedMethodsWithChangedCallers() throws Exception {
    purposes = "DEAD_CODE EQUAL_CODE";
    mergeEqualMethods("first(x) + first(x + x)");

    assertViolated(check("src/Equal.java"), "I-16", "src/Equal.java");
  }

  @Test
  void rejectsUnrequestedMerge() throws Exception {
    purposes = "DEAD_CODE";
    mergeEqualMethods("first(x) + first(x)");

    assertViolated(check("src/Equal.java"), "I-16", "src/Equal.java");
  }

  @Test
  void rejectsEmptiedFile() throws Exception {
    purposes = "DEAD_CODE";
    TestFiles.write(folder, "src/A.java", "\n");

    assertViolated(check("src/A.java"), "I-18", "src/A.java");
  }

  private static CommandResult declared(String... changed) {
    return CommandResult.success("done").withChangedFiles(List.of(changed));
  }

  @Test
  void rejectsNewError() throws Exception {
    checkerRunner = TestCheckerRunners.uncached(new EvalChecker());
    replaceInFile("src/Full.java", "List.of()", "eval()");

    assertViolated(check(declared("src/Full.java"), ""), "I-17", "src/Full.java");
  }

  @Test
  void skipsCheckersThatReportNoErrors() throws Exception {
    replaceInFile("src/Full.java", "List.of()", "List.of( )");

    assertThat(check(declared("src/Full.java"), "").findFailure()).isEmpty();
    assertThat(log).anyMatch(line -> line.startsWith("javac: 1 file,"));
    assertThat(log).noneMatch(line -> line.startsWith("pmd: "));
  }

  @Test
  void rejectsNewDuplicates() throws Exception {
    String body = "    x = x * 3 + 1;\n".repeat(2) + "    y = y - x / 2;\n".repeat(30);
    TestFiles.write(folder, "src/A.java", "class A {\n  void a() {\n" + body + "  }\n}\n");
    TestFiles.write(folder, "src/Full.java", "class Full {\n  void b() {\n" + body + "  }\n}\n");
    CommandResult step = declared("src/A.java", "src/Full.java");

    assertViolated(check(step, "--comprehensive"), "I-18", "duplicated tokens");
  }

  @Test
  void rejectsUnrequestedChangeOfCriticalFile() throws Exception {
    TestFiles.write(target, "LICENSE", "free\n");
    open = TestWorkspace.of(target);
    folder = open.folder();
    TestFiles.write(folder, "LICENSE", "free  \n");

    assertViolated(check("LICENSE"), "I-21", "LICENSE");
  }

  @Test
  void comparesFilesOnlyAtBasicLevel() throws Exception {
    replaceInFile("src/Full.java", "List.of()", "List.of(null)");

    CommandResult result =
        check(
            CommandResult.success("formatted")
                .withChangedFiles(List.of("src/Full.java"))
                .withFact("purpose", purposes),
            "--basic");

    assertThat(result.findFailure()).isEmpty();
  }

  /** Reports an error that no built-in checker reports. */
  private static final class EvalChecker implements Checker {

    @Override
    public List<Rule> rules() {
      return List.of();
    }

    @Override
    public String name() {
      return "evil";
    }

    @Override
    public ToolDetection detect(Workspace workspace) {
      return ToolDetection.builtIn("1");
    }

    @Override
    public boolean handles(String path) {
      return path.endsWith(".java");
    }

    @Override
    public List<Finding> check(List<SourceFile> sources, ToolContext job) {
      return sources.stream()
          .filter(source -> source.text().contains("eval"))
          .map(source -> Finding.at(source.path(), 1, 1, Severity.ERROR, name(), "eval", "is evil"))
          .toList();
    }
  }
}
