package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.command.RetrySettings;
import dev.pawl.command.SessionState;
import dev.pawl.command.Severity;
import dev.pawl.command.ToolTracer;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the commands verify, format and cleanup with the real tools. */
class ToolCommandsTests {

  @TempDir Path target;
  private final List<String> log = new CopyOnWriteArrayList<>();

  private CommandResult run(TestWorkspace open, Command command) throws Exception {
    return command.execute(CommandContexts.inWorkspace(open.key(), log));
  }

  private static Command verify(TestWorkspace open) {
    return new VerifyCommand(
        open.workspaces(),
        ToolBeans.get(CheckerRunner.class),
        ToolBeans.get(SuppressionService.class));
  }

  private static Command fix(TestWorkspace open, Purpose purpose) {
    var commands = new FixCommandConfiguration(open.workspaces(), ToolBeans.get(FixerRunner.class));
    return purpose == Purpose.LAYOUT ? commands.format() : commands.cleanup();
  }

  @Test
  void verifyReportsFindingsInFileOrder() throws Exception {
    TestFiles.write(target, "b/Bad.java", "class Bad { int x = ; }\n");
    TestFiles.write(target, "a.json", "{");
    TestFiles.write(target, "c.yaml", "a: [");
    TestFiles.write(target, "d.xml", "<a>");
    TestFiles.write(target, "fine.txt", "anything");
    TestWorkspace open = TestWorkspace.of(target);

    CommandResult result = run(open, verify(open));

    assertThat(result.findFailure()).as("findings do not fail the command").isEmpty();
    assertThat(result.findings())
        .filteredOn(finding -> finding.severity() == Severity.ERROR)
        .extracting(Finding::file)
        .containsExactly("a.json", "b/Bad.java", "c.yaml", "d.xml");
    assertThat(result.metrics()).containsEntry("errors", 4L).containsEntry("files_checked", 4L);
    assertThat(result.findings())
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(log).anyMatch(line -> line.startsWith("a.json:1:"));
  }

  @Test
  void verifySkipsExcludedFiles() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"excluded_patterns\": [\"broken\"]}");
    TestFiles.write(target, "broken/a.json", "{");
    TestWorkspace open = TestWorkspace.of(target);

    assertThat(run(open, verify(open)).findings()).isEmpty();
  }

  @Test
  void formatChangesHandledFilesAndReportsThem() throws Exception {
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.write(target, "Fine.java", "class Fine {}\n");
    TestFiles.write(target, "notes.txt", "trailing  \n");
    TestWorkspace open = TestWorkspace.of(target);

    CommandResult result = run(open, fix(open, Purpose.LAYOUT));

    assertThat(result.changed()).containsExactly("A.java");
    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo("class A {}\n");
    assertThat(TestFiles.read(open.folder(), "notes.txt")).isEqualTo("trailing  \n");
    assertThat(TestFiles.read(target, "A.java")).as("the target itself").isEqualTo("class A{}\n");
  }

  @Test
  void formatKeepsByteOrderMarkLineEndingsAndCharset() throws Exception {
    TestFiles.askForJavaFormatter(target);
    byte[] bom = "\uFEFFclass Bom{}\n".getBytes(StandardCharsets.UTF_8);
    TestFiles.write(target, "Bom.java", bom);
    TestFiles.write(target, "Crlf.java", "class Crlf{\r\nint a;}\r\n");
    TestFiles.write(
        target,
        "Latin.java",
        "class Latin{String a=\"\u00e4\";}\n".getBytes(StandardCharsets.ISO_8859_1));
    TestWorkspace open = TestWorkspace.of(target);

    run(open, fix(open, Purpose.LAYOUT));

    assertThat(open.folder().resolve("Bom.java"))
        .hasBinaryContent("\uFEFFclass Bom {}\n".getBytes(StandardCharsets.UTF_8));
    assertThat(TestFiles.read(open.folder(), "Crlf.java"))
        .isEqualTo("class Crlf {\r\n  int a;\r\n}\r\n");
    assertThat(open.folder().resolve("Latin.java"))
        .hasBinaryContent(
            "class Latin {\n  String a = \"\u00e4\";\n}\n".getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void formatSkipsUnparsableBinaryAndCriticalFiles() throws Exception {
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "Broken.java", "class {");
    TestFiles.write(target, "Binary.java", new byte[] {'c', 0, 'x'});
    TestFiles.write(target, ".editorconfig", "[*]\ntrim_trailing_whitespace = true\n");
    TestFiles.write(target, "README.md", "critical  \n");
    TestFiles.write(target, "docs/guide.md", "not critical  \n");
    TestWorkspace open = TestWorkspace.of(target);

    CommandResult result = run(open, fix(open, Purpose.LAYOUT));

    assertThat(result.changed()).containsExactly("docs/guide.md");
    assertThat(result.findings()).extracting(Finding::file).containsExactly("Broken.java");
    assertThat(result.findFailure()).isEmpty();
  }

  @Test
  void cleanupRemovesOnlyUnusedImports() throws Exception {
    TestFiles.write(
        target,
        "A.java",
        "import java.util.List;\nimport java.util.Map;\n\nclass A { List<String> x; }\n");
    TestWorkspace open = TestWorkspace.of(target);

    run(open, fix(open, Purpose.IMPORTS));

    assertThat(TestFiles.read(open.folder(), "A.java"))
        .isEqualTo("import java.util.List;\n\nclass A { List<String> x; }\n");
  }

  @Test
  void isIdempotent() throws Exception {
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(
        target,
        "A.java",
        "import java.util.*;import java.util.Map;class A{void a(){if(true)return;}}");
    TestWorkspace open = TestWorkspace.of(target);
    run(open, fix(open, Purpose.LAYOUT));
    run(open, fix(open, Purpose.IMPORTS));

    assertThat(run(open, fix(open, Purpose.LAYOUT)).changed()).isEmpty();
    assertThat(run(open, fix(open, Purpose.IMPORTS)).changed()).isEmpty();
  }

  private CommandContext retryInvocation(TestWorkspace open, RetrySettings conditions) {
    return new CommandContext(
        open.key(),
        Arguments.NONE,
        Map.of(),
        conditions,
        SessionState.EMPTY,
        log::add,
        () -> {},
        ToolTracer.NONE);
  }

  @Test
  void excludesFilesAndToolsOfFailedAttempts() throws Exception {
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "A.java", "class A{}\n");
    TestFiles.write(target, "B.java", "class B{}\n");
    TestWorkspace open = TestWorkspace.of(target);

    CommandResult withoutFile =
        fix(open, Purpose.LAYOUT)
            .execute(
                retryInvocation(open, RetrySettings.DEFAULT.excludingFiles(List.of("B.java"))));
    CommandResult withoutTool =
        fix(open, Purpose.LAYOUT)
            .execute(
                retryInvocation(
                    open, RetrySettings.DEFAULT.excludingTools(List.of("google-java-format"))));

    assertThat(withoutFile.changed()).containsExactly("A.java");
    assertThat(withoutTool.changed()).isEmpty();
    assertThat(TestFiles.read(open.folder(), "B.java")).isEqualTo("class B{}\n");
  }

  @Test
  void writesNothingAfterLeaseIsLost() {
    TestFiles.askForJavaFormatter(target);
    TestFiles.write(target, "A.java", "class A{}\n");
    TestWorkspace open = TestWorkspace.of(target);
    open.folder();
    var lost =
        new CommandContext(
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
    assertThat(TestFiles.read(open.folder(), "A.java")).isEqualTo("class A{}\n");
  }

  @Test
  void verifyCountsTemplatesAndUnreadableFilesSeparately() throws Exception {
    TestFiles.write(target, "a/archetype-resources/A.java", "package ${package};\nclass A {}\n");
    TestFiles.write(target, "b.yaml", "{% for x in y %}\n- {{ x }}\n{% endfor %}\n");
    TestFiles.write(target, "c.c", "int main( {\n");
    TestFiles.write(target, "d.json", "[".repeat(200_000));
    TestFiles.write(target, "e.json", "[".repeat(700) + "]".repeat(700));
    TestFiles.write(target, "f.fish", "echo $argv[1\n");
    TestFiles.write(target, "g.zsh", "echo $1\n");
    TestWorkspace open = TestWorkspace.of(target);

    CommandResult result = run(open, verify(open));

    assertThat(result.metrics())
        .containsEntry("files_checked", 1L)
        .containsEntry("templates", 2L)
        .containsEntry("files_not_checked", 2L)
        .containsEntry("errors", 0L)
        .containsEntry("warnings", 0L);
    assertThat(result.findings())
        .extracting(Finding::file, Finding::rule)
        .containsExactlyInAnyOrder(
            tuple("a/archetype-resources/A.java", Finding.TEMPLATE),
            tuple("b.yaml", Finding.TEMPLATE),
            tuple("c.c", Finding.SYNTAX),
            tuple("d.json", Finding.NOT_CHECKED));
    assertThat(result.findings()).noneMatch(Finding::countsInGates);
    assertThat(result.facts().get("not_covered")).isEqualTo("fish (1 file), zsh (1 file)");
  }
}
