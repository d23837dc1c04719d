package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.Conditions;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Severity;
import dev.pawl.command.SharedState;
import dev.pawl.command.Spans;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.testing.Tools;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the commands verify, format and cleanup with the real tools. */
class CommandsOfToolsTests {

  @TempDir Path target;
  private final List<String> log = new CopyOnWriteArrayList<>();

  private Outcome run(OpenWorkspace open, Command command) throws Exception {
    return command.execute(Invocations.in(open.key(), log));
  }

  private static Command verify(OpenWorkspace open) {
    return new VerifyCommand(open.workspaces(), Tools.get(Checking.class));
  }

  private static Command fix(OpenWorkspace open, Purpose purpose) {
    var commands = new FixCommands(open.workspaces(), Tools.get(Fixing.class));
    return purpose == Purpose.LAYOUT ? commands.format() : commands.cleanup();
  }

  @Test
  void verifyReportsWhatItsToolsFindInFileOrder() throws Exception {
    Folders.write(target, "b/Bad.java", "class Bad { int x = ; }\n");
    Folders.write(target, "a.json", "{");
    Folders.write(target, "c.yaml", "a: [");
    Folders.write(target, "d.xml", "<a>");
    Folders.write(target, "fine.txt", "anything");
    OpenWorkspace open = OpenWorkspace.of(target);

    Outcome outcome = run(open, verify(open));

    assertThat(outcome.failed()).as("findings do not fail the command").isEmpty();
    assertThat(outcome.findings())
        .filteredOn(finding -> finding.severity() == Severity.ERROR)
        .extracting(Finding::file)
        .containsExactly("a.json", "b/Bad.java", "c.yaml", "d.xml");
    assertThat(outcome.metrics()).containsEntry("errors", 4L).containsEntry("files_checked", 4L);
    assertThat(outcome.findings())
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(log).anyMatch(line -> line.startsWith("a.json:1:"));
  }

  @Test
  void verifyLeavesOutWhatTheTargetExcludes() throws Exception {
    Folders.write(target, ".quality-config.json", "{\"excluded_patterns\": [\"broken\"]}");
    Folders.write(target, "broken/a.json", "{");
    OpenWorkspace open = OpenWorkspace.of(target);

    assertThat(run(open, verify(open)).findings()).isEmpty();
  }

  @Test
  void formatChangesWhatItsFixersSpeakForAndReportsIt() throws Exception {
    Folders.write(target, "A.java", "class A{}\n");
    Folders.write(target, "Fine.java", "class Fine {}\n");
    Folders.write(target, "notes.txt", "trailing  \n");
    OpenWorkspace open = OpenWorkspace.of(target);

    Outcome outcome = run(open, fix(open, Purpose.LAYOUT));

    assertThat(outcome.changed()).containsExactly("A.java");
    assertThat(Folders.read(open.folder(), "A.java")).isEqualTo("class A {}\n");
    assertThat(Folders.read(open.folder(), "notes.txt")).isEqualTo("trailing  \n");
    assertThat(Folders.read(target, "A.java")).as("the target itself").isEqualTo("class A{}\n");
  }

  @Test
  void formatKeepsByteOrderMarkLineEndingsAndCharset() throws Exception {
    byte[] bom = "\uFEFFclass Bom{}\n".getBytes(StandardCharsets.UTF_8);
    Folders.write(target, "Bom.java", bom);
    Folders.write(target, "Crlf.java", "class Crlf{\r\nint a;}\r\n");
    Folders.write(
        target,
        "Latin.java",
        "class Latin{String a=\"\u00e4\";}\n".getBytes(StandardCharsets.ISO_8859_1));
    OpenWorkspace open = OpenWorkspace.of(target);

    run(open, fix(open, Purpose.LAYOUT));

    assertThat(open.folder().resolve("Bom.java"))
        .hasBinaryContent("\uFEFFclass Bom {}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(Folders.read(open.folder(), "Crlf.java"))
        .isEqualTo("class Crlf {\r\n  int a;\r\n}\r\n");
    assertThat(open.folder().resolve("Latin.java"))
        .hasBinaryContent(
            "class Latin {\n  String a = \"\u00e4\";\n}\n".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void formatLeavesBrokenBinaryAndCriticalFilesAlone() throws Exception {
    Folders.write(target, "Broken.java", "class {");
    Folders.write(target, "Binary.java", new byte[] {'c', 0, 'x'});
    Folders.write(target, ".editorconfig", "[*]\ntrim_trailing_whitespace = true\n");
    Folders.write(target, "README.md", "critical  \n");
    Folders.write(target, "docs/guide.md", "not critical  \n");
    OpenWorkspace open = OpenWorkspace.of(target);

    Outcome outcome = run(open, fix(open, Purpose.LAYOUT));

    assertThat(outcome.changed()).containsExactly("docs/guide.md");
    assertThat(outcome.findings()).extracting(Finding::file).containsExactly("Broken.java");
    assertThat(outcome.failed()).isEmpty();
  }

  @Test
  void cleanupRemovesUnusedImportsAndNothingElse() throws Exception {
    Folders.write(
        target,
        "A.java",
        "import java.util.List;\nimport java.util.Map;\n\nclass A { List<String> x; }\n");
    OpenWorkspace open = OpenWorkspace.of(target);

    run(open, fix(open, Purpose.IMPORTS));

    assertThat(Folders.read(open.folder(), "A.java"))
        .isEqualTo("import java.util.List;\n\nclass A { List<String> x; }\n");
  }

  @Test
  void asecondRunChangesNothing() throws Exception {
    Folders.write(
        target,
        "A.java",
        "import java.util.*;import java.util.Map;class A{void a(){if(true)return;}}");
    OpenWorkspace open = OpenWorkspace.of(target);
    run(open, fix(open, Purpose.LAYOUT));
    run(open, fix(open, Purpose.IMPORTS));

    assertThat(run(open, fix(open, Purpose.LAYOUT)).changed()).isEmpty();
    assertThat(run(open, fix(open, Purpose.IMPORTS)).changed()).isEmpty();
  }

  private Invocation again(OpenWorkspace open, Conditions conditions) {
    return new Invocation(
        open.key(),
        Arguments.NONE,
        Map.of(),
        conditions,
        SharedState.EMPTY,
        log::add,
        () -> {},
        Spans.NONE);
  }

  @Test
  void leavesOutFilesAndToolsThatAnEarlierAttemptFailedOn() throws Exception {
    Folders.write(target, "A.java", "class A{}\n");
    Folders.write(target, "B.java", "class B{}\n");
    OpenWorkspace open = OpenWorkspace.of(target);

    Outcome without =
        fix(open, Purpose.LAYOUT).execute(again(open, Conditions.USUAL.without(List.of("B.java"))));
    Outcome avoiding =
        fix(open, Purpose.LAYOUT)
            .execute(again(open, Conditions.USUAL.avoiding(List.of("google-java-format"))));

    assertThat(without.changed()).containsExactly("A.java");
    assertThat(avoiding.changed()).isEmpty();
    assertThat(Folders.read(open.folder(), "B.java")).isEqualTo("class B{}\n");
  }

  @Test
  void writesNothingOnceTheLeaseIsLost() {
    Folders.write(target, "A.java", "class A{}\n");
    OpenWorkspace open = OpenWorkspace.of(target);
    open.folder();
    var lost =
        new Invocation(
            open.key(),
            Arguments.NONE,
            Map.of(),
            log::add,
            () -> {
              throw new InterruptedException();
            });

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> verify(open).execute(lost));
    try {
      fix(open, Purpose.LAYOUT).execute(lost);
    } catch (Exception expected) {
      assertThat(expected).isInstanceOf(InterruptedException.class);
    }
    assertThat(Folders.read(open.folder(), "A.java")).isEqualTo("class A{}\n");
  }
}
