package dev.pawl.builtin.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.Finding;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private CommandResult analyze() throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    return new AnalyzeCommand(open.workspaces(), ToolBeans.get(SuppressionService.class))
        .execute(CommandContexts.inWorkspace(open.key(), log));
  }

  @Test
  void measuresFilesLinesAndFunctions() throws Exception {
    TestFiles.write(
        target, "A.java", "class A {\n  // why\n\n  int f() { return a ? 1 : 2; }\n}\n");
    TestFiles.write(target, "b.yaml", "a: b\r\n# c\r\n");
    TestFiles.write(target, "bin/run", "#!/bin/sh\necho\n");
    TestFiles.write(target, "LICENSE", "free\n");
    TestFiles.write(target, "picture.png", new byte[] {0, 1, 2});
    TestFiles.write(target, "empty.py", "");

    CommandResult result = analyze();

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.metrics())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("files", 6L),
                Map.entry("source_files", 3L),
                Map.entry("lines", 9L),
                Map.entry("code_lines", 5L),
                Map.entry("comment_lines", 3L),
                Map.entry("blank_lines", 1L),
                Map.entry("bytes", 54L + 11 + 15 + 5 + 3),
                Map.entry("functions", 1L),
                Map.entry("max_complexity", 2L),
                Map.entry("max_file_lines", 5L),
                Map.entry("max_function_lines", 1L),
                Map.entry("findings", 0L),
                Map.entry("suppressed", 0L)));
    assertThat(result.facts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "languages",
                "java 1 file 5 lines, yaml 1 file 2 lines, shell 1 file 2 lines,"
                    + " python 1 file 0 lines",
                "longest_files",
                "A.java 5 lines, bin/run 2 lines, empty.py 0 lines",
                "longest_functions",
                "A.java:4 A.f 1 line"));
  }

  @Test
  void logsDetails() throws Exception {
    TestFiles.write(target, "A.java", "class A {\n  void f() {}\n}\n");

    analyze();

    assertThat(log)
        .containsExactly(
            "Languages:",
            "  java 1 file 3 lines (3 code, 0 comment, 0 blank), 26 bytes",
            "Longest files:",
            "  A.java 3 lines",
            "Longest functions:",
            "  A.java:2 A.f 1 line");
  }

  @Test
  void reportsLongAndComplexCode() throws Exception {
    TestFiles.write(target, "a.py", "x = 1\n".repeat(501));
    TestFiles.write(target, "fine.py", "x = 1\n".repeat(500));
    TestFiles.write(
        target,
        "B.java",
        "class B {\n  void f() {\n%s  }\n  void g() {\n%s  }\n}\n"
            .formatted("\n".repeat(49), "if (a) b();\n".repeat(10)));

    CommandResult result = analyze();

    assertThat(result.findings())
        .extracting(finding -> "%s:%d %s".formatted(finding.file(), finding.line(), finding.rule()))
        .containsExactly(
            "B.java:2 long-function", "B.java:53 complex-function", "a.py:0 long-file");
    assertThat(result.findings())
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(result.metrics()).containsEntry("findings", 3L);
    assertThat(log).contains("  a.py:0: 501 lines, more than 500 [long-file]");
  }

  @Test
  void countsLinesOfUnparsableJava() throws Exception {
    TestFiles.write(target, "Broken.java", "class Broken {\n  void f() { int x = ; }\n");

    CommandResult result = analyze();

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.metrics()).containsEntry("lines", 2L).containsEntry("functions", 0L);
  }

  @Test
  void countsFilesInOldCharsetsAndWithAByteOrderMark() throws Exception {
    TestFiles.write(
        target, "A.java", "// \u00e4\nclass A {}\n".getBytes(StandardCharsets.ISO_8859_1));
    TestFiles.write(target, "B.java", "\uFEFF// b\nclass B { void f() {} }\n");

    assertThat(analyze().metrics())
        .containsEntry("code_lines", 2L)
        .containsEntry("comment_lines", 2L)
        .containsEntry("functions", 1L);
  }

  @Test
  void reportsNothingForEmptyTarget() throws Exception {
    CommandResult result = analyze();

    assertThat(result.metrics()).containsEntry("files", 0L).containsEntry("max_complexity", 0L);
    assertThat(log).isEmpty();
  }

  @Test
  void stopsWhenLeaseIsLost() {
    TestWorkspace open = TestWorkspace.of(target);
    var context =
        new CommandContext(
            open.key(),
            Arguments.NONE,
            Map.of(),
            log::add,
            () -> {
              throw new InterruptedException();
            });

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() ->
            new AnalyzeCommand(open.workspaces(), ToolBeans.get(SuppressionService.class))
                .execute(context));
  }

  @Test
  void hasNoDependencies() {
    var spec =
        new AnalyzeCommand(
                TestWorkspace.of(target).workspaces(), ToolBeans.get(SuppressionService.class))
            .spec();

    assertThat(spec.modifies()).isFalse();
    assertThat(spec.dependencies()).isEmpty();
  }

  @Test
  void measuresSelectedFilesOnly() throws Exception {
    TestFiles.write(target, "src/A.java", "class A {}\n");
    TestFiles.write(target, "src/B.java", "class B {}\n");
    TestFiles.write(target, "test/C.java", "class C {}\n");
    TestWorkspace open = TestWorkspace.of(target);

    CommandResult result =
        new AnalyzeCommand(open.workspaces(), ToolBeans.get(SuppressionService.class))
            .execute(CommandContexts.withArguments(open.key(), "src/**", log));

    assertThat(result.metrics()).containsEntry("files", 2L);
  }
}
