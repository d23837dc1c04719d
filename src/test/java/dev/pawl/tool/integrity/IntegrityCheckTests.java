package dev.pawl.tool.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Arguments;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.Checking;
import dev.pawl.tool.CheckingOf;
import dev.pawl.tool.Detection;
import dev.pawl.tool.Fixing;
import dev.pawl.tool.Job;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.process.Isolation;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.proof.Proofs;
import dev.pawl.tool.testing.Tools;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
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
class IntegrityCheckTests {

  private static final String FULL =
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
  private OpenWorkspace open;
  private Path folder;
  private final List<String> log = new ArrayList<>();
  private String purposes = "LINE_ENDINGS LAYOUT";
  private Checking checking = Tools.get(Checking.class);

  @BeforeEach
  void openWorkspace() throws IOException {
    Folders.write(target, "src/A.java", "class A{}\n");
    Folders.write(target, "src/Crlf.java", "class Crlf {\r\n  int a;\r\n}\r\n");
    Folders.write(target, "src/Bom.java", "\uFEFFclass Bom{}\n");
    Folders.write(target, "data.json", "{\"a\": 1}\n");
    Folders.write(target, "src/Full.java", FULL);
    Folders.write(target, "latin.txt", new byte[] {(byte) 0xe4, '\n'});
    Folders.write(target, "data.bin", new byte[] {0, 1, 2});
    Folders.write(target, "run.sh", "#!/bin/sh\n");
    Folders.chmod(target, "run.sh", "rwxr-xr-x");
    Files.createSymbolicLink(target.resolve("link"), Path.of("run.sh"));
    open = OpenWorkspace.of(target);
    folder = open.folder();
  }

  private Outcome check(String... reported) throws Exception {
    return check(
        Outcome.success("formatted").withChanged(List.of(reported)).with("purpose", purposes), "");
  }

  private Outcome check(Outcome step, String arguments) throws Exception {
    return new IntegrityCheck(
            open.workspaces(),
            Tools.get(Fixing.class),
            Tools.get(Proofs.class),
            new NewErrors(checking),
            new BuildCheck(new Processes(Isolation.usual(Path.of("no-data")))),
            new DuplicationCheck())
        .execute(
            new Invocation(
                open.key(), new Arguments(arguments), Map.of("format", step), log::add, () -> {}));
  }

  private static void assertViolated(Outcome outcome, String check, String path) {
    assertThat(outcome.failed())
        .hasValueSatisfying(failure -> {
          assertThat(failure.kind()).isEqualTo(FailureKind.INTEGRITY);
          assertThat(failure.message()).contains(check, path);
        });
  }

  @Test
  void letsAnHonestResultThrough() throws Exception {
    Folders.write(folder, "src/A.java", "class A {}\n");

    Outcome outcome = check("src/A.java");

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.metrics()).containsEntry("files_changed", 1L);
  }

  @Test
  void letsNoChangeAtAllThrough() throws Exception {
    assertThat(check().failed()).isEmpty();
  }

  @Test
  void catchesALostFile() throws Exception {
    Files.delete(folder.resolve("data.bin"));

    assertViolated(check("data.bin"), "I-02", "data.bin");
  }

  @Test
  void removesWhatAToolLeftBehind() throws Exception {
    Folders.write(folder, "src/A.java.orig", "x");

    Outcome outcome = check();

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.warnings()).singleElement().asString().contains("I-03", "src/A.java.orig");
    assertThat(folder.resolve("src/A.java.orig")).doesNotExist();
  }

  @Test
  void catchesAChangeThatNoStepReported() throws Exception {
    Folders.write(folder, "src/A.java", "class A {}\n");

    assertViolated(check(), "I-04", "src/A.java");
  }

  @Test
  void catchesAChangedLink() throws Exception {
    Files.delete(folder.resolve("link"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));

    assertViolated(check("link"), "I-05", "link");
  }

  @Test
  void catchesAChangedBinary() throws Exception {
    Folders.write(folder, "data.bin", new byte[] {0, 9});

    assertViolated(check("data.bin"), "I-06", "data.bin");
  }

  @Test
  void catchesATextThatBecameBinary() throws Exception {
    Folders.write(folder, "src/A.java", new byte[] {'c', 0});

    assertViolated(check("src/A.java"), "I-06", "src/A.java");
  }

  @Test
  void catchesAFlippedMode() throws Exception {
    Folders.chmod(folder, "run.sh", "rw-r--r--");

    assertViolated(check("run.sh"), "I-07", "run.sh");
  }

  @Test
  void catchesAFileThatBecameALink() throws Exception {
    Files.delete(folder.resolve("src/A.java"));
    Files.createSymbolicLink(folder.resolve("src/A.java"), Path.of("Bom.java"));

    assertViolated(check("src/A.java"), "I-07", "src/A.java");
  }

  @Test
  void takesBackAnotherCharset() throws Exception {
    Folders.write(folder, "latin.txt", "\u00e4\n".getBytes(StandardCharsets.UTF_8));

    assertTakenBack(check("latin.txt"), "I-08", "latin.txt");
  }

  @Test
  void takesBackALostByteOrderMark() throws Exception {
    Folders.write(folder, "src/Bom.java", "class Bom {}\n");

    assertTakenBack(check("src/Bom.java"), "I-09", "src/Bom.java");
  }

  @Test
  void takesBackOtherLineEndings() throws Exception {
    Folders.write(folder, "src/Crlf.java", "class Crlf {\n  int a;\n}\n");

    assertTakenBack(check("src/Crlf.java"), "I-10", "src/Crlf.java");
  }

  private void assertTakenBack(Outcome outcome, String check, String path) throws IOException {
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.warnings()).singleElement().asString().contains(check, path);
    assertThat(Files.mismatch(folder.resolve(path), target.resolve(path))).isEqualTo(-1);
    assertThat(open.workspace().differences()).isEmpty();
  }

  @Test
  void catchesASourceThatNoLongerParses() throws Exception {
    Folders.write(folder, "src/A.java", "class A {\n");

    assertViolated(check("src/A.java"), "I-11", "src/A.java");
  }

  @Test
  void catchesAResultThatASecondPassWouldChange() throws Exception {
    Folders.write(folder, "src/A.java", "class A   {}\n");

    assertViolated(check("src/A.java"), "I-14", "src/A.java");
  }

  @Test
  void namesEveryViolationAtOnce() throws Exception {
    Files.delete(folder.resolve("data.bin"));
    Folders.chmod(folder, "run.sh", "rw-r--r--");

    assertThat(check().failed().map(Failure::message).orElseThrow()).contains("I-02", "I-07");
  }

  private void becomes(String path, String from, String to) {
    Folders.write(folder, path, Folders.read(folder, path).replace(from, to));
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
  void catches(String what, String purpose, String from, String to, String check) throws Exception {
    purposes = purpose;
    becomes("src/Full.java", from, to);

    assertViolated(check("src/Full.java"), check, "src/Full.java");
  }

  @Test
  void catchesALayoutThatChangesData() throws Exception {
    becomes("data.json", "1", "2");

    assertViolated(check("data.json"), "I-13", "data.json");
  }

  @Test
  void letsAnImportGoThatNothingNeeds() throws Exception {
    purposes = "IMPORTS";
    becomes("src/Full.java", "import java.util.Set;\n", "");

    assertThat(check("src/Full.java").failed()).isEmpty();
  }

  @Test
  void catchesDeadCodeThatOthersMayCall() throws Exception {
    purposes = "DEAD_CODE";
    becomes(
        "src/Full.java",
        "  @Deprecated\n  public List<String> all() {\n    return List.of();\n  }\n",
        "");

    assertViolated(check("src/Full.java"), "I-16", "src/Full.java");
  }

  @Test
  void letsDeadCodeGo() throws Exception {
    purposes = "DEAD_CODE";
    becomes("src/Full.java", "\n  private void lost() {}\n", "");

    assertThat(check("src/Full.java").failed()).isEmpty();
  }

  private static final String EQUAL =
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

  private void equalBecomes(String callers) throws IOException {
    Folders.write(target, "src/Equal.java", EQUAL);
    open = OpenWorkspace.of(target);
    folder = open.folder();
    String without = EQUAL.substring(0, EQUAL.indexOf("\n  private int second")) + "}\n";
    Folders.write(folder, "src/Equal.java", without.replace("first(x) + second(x)", callers));
  }

  @Test
  void letsEqualCodeGoThatOtherStepsMadeEqual() throws Exception {
    purposes = "DEAD_CODE EQUAL_CODE DUPLICATES IMPORTS IMPORT_ORDER";
    equalBecomes("first(x) + first(x)");

    assertThat(check("src/Equal.java").failed()).isEmpty();
  }

  @Test
  void catchesEqualCodeWhoseCallersCallSomethingElse() throws Exception {
    purposes = "DEAD_CODE EQUAL_CODE";
    equalBecomes("first(x) + first(x + x)");

    assertViolated(check("src/Equal.java"), "I-16", "src/Equal.java");
  }

  @Test
  void catchesEqualCodeThatNobodyAskedFor() throws Exception {
    purposes = "DEAD_CODE";
    equalBecomes("first(x) + first(x)");

    assertViolated(check("src/Equal.java"), "I-16", "src/Equal.java");
  }

  @Test
  void catchesAFileThatWasEmptied() throws Exception {
    purposes = "DEAD_CODE";
    Folders.write(folder, "src/A.java", "\n");

    assertViolated(check("src/A.java"), "I-18", "src/A.java");
  }

  private static Outcome declared(String... changed) {
    return Outcome.success("done").withChanged(List.of(changed));
  }

  @Test
  void catchesAnErrorThatWasNotThere() throws Exception {
    checking = CheckingOf.one(new EvalIsEvil());
    becomes("src/Full.java", "List.of()", "eval()");

    assertViolated(check(declared("src/Full.java"), ""), "I-17", "src/Full.java");
  }

  @Test
  void asksNoCheckerThatNeverFindsErrors() throws Exception {
    becomes("src/Full.java", "List.of()", "List.of( )");

    assertThat(check(declared("src/Full.java"), "").failed()).isEmpty();
    assertThat(log).anyMatch(line -> line.startsWith("javac: 1 files"));
    assertThat(log).noneMatch(line -> line.startsWith("pmd: "));
  }

  @Test
  void catchesCodeThatStandsTwice() throws Exception {
    String body = "    x = x * 3 + 1;\n".repeat(2) + "    y = y - x / 2;\n".repeat(30);
    Folders.write(folder, "src/A.java", "class A {\n  void a() {\n" + body + "  }\n}\n");
    Folders.write(folder, "src/Full.java", "class Full {\n  void b() {\n" + body + "  }\n}\n");
    Outcome step = declared("src/A.java", "src/Full.java");

    assertViolated(check(step, "--comprehensive"), "I-18", "duplicated tokens");
  }

  @Test
  void catchesACriticalFileThatNobodyAskedFor() throws Exception {
    Folders.write(target, "LICENSE", "free\n");
    open = OpenWorkspace.of(target);
    folder = open.folder();
    Folders.write(folder, "LICENSE", "free  \n");

    assertViolated(check("LICENSE"), "I-21", "LICENSE");
  }

  @Test
  void comparesFilesOnlyWhereThatIsAskedFor() throws Exception {
    becomes("src/Full.java", "List.of()", "List.of(null)");

    Outcome outcome =
        check(
            Outcome.success("formatted")
                .withChanged(List.of("src/Full.java"))
                .with("purpose", purposes),
            "--basic");

    assertThat(outcome.failed()).isEmpty();
  }

  /** Reports an error that no built-in checker reports. */
  private static final class EvalIsEvil implements Checker {

    @Override
    public String name() {
      return "evil";
    }

    @Override
    public Detection detect(Workspace workspace) {
      return Detection.builtIn("1");
    }

    @Override
    public boolean handles(String path) {
      return path.endsWith(".java");
    }

    @Override
    public List<Finding> check(List<SourceFile> sources, Job job) {
      return sources.stream()
          .filter(source -> source.text().contains("eval"))
          .map(source -> Finding.at(source.path(), 1, 1, Severity.ERROR, name(), "eval", "is evil"))
          .toList();
    }
  }
}
