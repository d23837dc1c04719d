package dev.pawl.tool.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.tool.Checking;
import dev.pawl.tool.Fixing;
import dev.pawl.tool.Invocations;
import dev.pawl.tool.process.Isolation;
import dev.pawl.tool.process.Processes;
import dev.pawl.tool.proof.Proofs;
import dev.pawl.tool.testing.Tools;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
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

/** A deliberately broken step for each check; none gets through. */
class IntegrityCheckTests {

  @TempDir Path target;
  private OpenWorkspace open;
  private Path folder;
  private final List<String> log = new ArrayList<>();
  private String purposes = "LINE_ENDINGS LAYOUT";

  @BeforeEach
  void openWorkspace() throws IOException {
    Folders.write(target, "src/A.java", "class A{}\n");
    Folders.write(target, "src/Crlf.java", "class Crlf {\r\n  int a;\r\n}\r\n");
    Folders.write(target, "src/Bom.java", "\uFEFFclass Bom{}\n");
    Folders.write(target, "latin.txt", new byte[] {(byte) 0xe4, '\n'});
    Folders.write(target, "data.bin", new byte[] {0, 1, 2});
    Folders.write(target, "run.sh", "#!/bin/sh\n");
    Folders.chmod(target, "run.sh", "rwxr-xr-x");
    Files.createSymbolicLink(target.resolve("link"), Path.of("run.sh"));
    open = OpenWorkspace.of(target);
    folder = open.folder();
  }

  private Outcome check(String... reported) throws Exception {
    Outcome step =
        Outcome.success("formatted").withChanged(List.of(reported)).with("purpose", purposes);
    return new IntegrityCheck(
            open.workspaces(),
            Tools.get(Fixing.class),
            Tools.get(Proofs.class),
            new NewErrors(Tools.get(Checking.class)),
            new BuildCheck(new Processes(Isolation.usual(Path.of("no-data")))),
            new DuplicationCheck())
        .execute(Invocations.after(open.key(), Map.of("format", step), log));
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
}
