package dev.pawl.tool.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.command.Arguments;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.tool.Invocations;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
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

  private Outcome analyze() throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    return new AnalyzeCommand(open.workspaces()).execute(Invocations.in(open.key(), log));
  }

  @Test
  void measuresFilesLinesAndFunctions() throws Exception {
    Folders.write(target, "A.java", "class A {\n  // why\n\n  int f() { return a ? 1 : 2; }\n}\n");
    Folders.write(target, "b.yaml", "a: b\r\n# c\r\n");
    Folders.write(target, "bin/run", "#!/bin/sh\necho\n");
    Folders.write(target, "LICENSE", "free\n");
    Folders.write(target, "picture.png", new byte[] {0, 1, 2});
    Folders.write(target, "empty.py", "");

    Outcome outcome = analyze();

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.metrics())
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
                Map.entry("findings", 0L)));
    assertThat(outcome.facts())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "languages",
                "java 1 files 5 lines, yaml 1 files 2 lines, shell 1 files 2 lines,"
                    + " python 1 files 0 lines",
                "longest_files",
                "A.java 5 lines, bin/run 2 lines, empty.py 0 lines",
                "longest_functions",
                "A.java:4 A.f 1 lines"));
  }

  @Test
  void tellsPeopleTheSameLineByLine() throws Exception {
    Folders.write(target, "A.java", "class A {\n  void f() {}\n}\n");

    analyze();

    assertThat(log)
        .containsExactly(
            "Languages:",
            "  java 1 files 3 lines (3 code, 0 comment, 0 blank), 26 bytes",
            "Longest files:",
            "  A.java 3 lines",
            "Longest functions:",
            "  A.java:2 A.f 1 lines");
  }

  @Test
  void findsWhatIsTooLongOrTooComplex() throws Exception {
    Folders.write(target, "a.py", "x = 1\n".repeat(501));
    Folders.write(target, "fine.py", "x = 1\n".repeat(500));
    Folders.write(
        target,
        "B.java",
        "class B {\n  void f() {\n%s  }\n  void g() {\n%s  }\n}\n"
            .formatted("\n".repeat(49), "if (a) b();\n".repeat(10)));

    Outcome outcome = analyze();

    assertThat(outcome.findings())
        .extracting(found -> "%s:%d %s".formatted(found.file(), found.line(), found.rule()))
        .containsExactly(
            "B.java:2 long-function", "B.java:53 complex-function", "a.py:0 long-file");
    assertThat(outcome.findings())
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(outcome.metrics()).containsEntry("findings", 3L);
    assertThat(log).contains("  a.py:0: 501 lines, more than 500 [long-file]");
  }

  @Test
  void countsJavaThatDoesNotParseWithoutFunctions() throws Exception {
    Folders.write(target, "Broken.java", "class Broken {\n  void f() { int x = ; }\n");

    Outcome outcome = analyze();

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.metrics()).containsEntry("lines", 2L).containsEntry("functions", 0L);
  }

  @Test
  void countsFilesInOldCharsetsAndWithAByteOrderMark() throws Exception {
    Folders.write(
        target, "A.java", "// \u00e4\nclass A {}\n".getBytes(StandardCharsets.ISO_8859_1));
    Folders.write(target, "B.java", "\uFEFF// b\nclass B { void f() {} }\n");

    assertThat(analyze().metrics())
        .containsEntry("code_lines", 2L)
        .containsEntry("comment_lines", 2L)
        .containsEntry("functions", 1L);
  }

  @Test
  void hasNothingToSayOfAnEmptyTarget() throws Exception {
    Outcome outcome = analyze();

    assertThat(outcome.metrics()).containsEntry("files", 0L).containsEntry("max_complexity", 0L);
    assertThat(log).isEmpty();
  }

  @Test
  void stopsWhereItsLeaseIsLost() {
    OpenWorkspace open = OpenWorkspace.of(target);
    var invocation =
        new Invocation(
            open.key(),
            Arguments.NONE,
            Map.of(),
            log::add,
            () -> {
              throw new InterruptedException();
            });

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> new AnalyzeCommand(open.workspaces()).execute(invocation));
  }

  @Test
  void needsNoOtherCommand() {
    var spec = new AnalyzeCommand(OpenWorkspace.of(target).workspaces()).spec();

    assertThat(spec.modifies()).isFalse();
    assertThat(spec.dependencies()).isEmpty();
  }

  @Test
  void looksOnlyAtWhatIsSelected() throws Exception {
    Folders.write(target, "src/A.java", "class A {}\n");
    Folders.write(target, "src/B.java", "class B {}\n");
    Folders.write(target, "test/C.java", "class C {}\n");
    OpenWorkspace open = OpenWorkspace.of(target);

    Outcome outcome =
        new AnalyzeCommand(open.workspaces()).execute(Invocations.with(open.key(), "src/**", log));

    assertThat(outcome.metrics()).containsEntry("files", 2L);
  }
}
