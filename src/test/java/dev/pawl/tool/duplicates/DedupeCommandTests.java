package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Arguments;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.Failure;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.command.Severity;
import dev.pawl.tool.Invocations;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupeCommandTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private static String lines(int seed, int count) {
    return IntStream.range(0, count)
        .mapToObj(line -> "v%d_%d = f(%d, %d)\n".formatted(seed, line, seed, line))
        .collect(Collectors.joining());
  }

  private Outcome dedupe() throws Exception {
    return dedupe("");
  }

  private Outcome dedupe(String arguments) throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    open.workspace().snapshot();
    return new DedupeCommand(open.workspaces())
        .execute(Invocations.with(open.key(), arguments, log));
  }

  @Test
  void reportsBothPlacesAndNamesTheOtherOne() throws Exception {
    Folders.write(target, "src/A.java", lines(1, 2) + "a\n" + lines(7, 20));
    Folders.write(target, "src/B.java", lines(2, 4) + "b\n" + lines(7, 20));

    Outcome outcome = dedupe();

    assertThat(outcome.findings())
        .extracting(Finding::file, Finding::line, Finding::endLine, Finding::message)
        .containsExactly(
            tuple("src/A.java", 4, 23, "160 tokens, 20 lines, as in src/B.java:6"),
            tuple("src/B.java", 6, 25, "160 tokens, 20 lines, as in src/A.java:4"));
    assertThat(outcome.findings())
        .allMatch(finding -> finding.severity() == Severity.INFO)
        .allMatch(finding -> finding.tool().equals("duplicates"))
        .allMatch(finding -> finding.rule().equals("duplicate-code"))
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(log)
        .containsExactly(
            "java: 2 files, 1 duplicates, 0 near duplicates",
            "src/A.java:4: 160 tokens, 20 lines, as in src/B.java:6",
            "src/B.java:6: 160 tokens, 20 lines, as in src/A.java:4");
  }

  @Test
  void countsEachDuplicatedLineOnce() throws Exception {
    Folders.write(target, "a.py", lines(7, 60));
    Folders.write(target, "b.py", lines(7, 30) + lines(1, 30));
    Folders.write(target, "c.py", lines(7, 60));

    Outcome outcome = dedupe();

    assertThat(outcome.metrics())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "files", 3L,
                "lines", 180L,
                "duplicated_lines", 150L,
                "duplicated_lines_percent", 84L,
                "duplicates", 2L,
                "near_duplicates", 0L,
                "findings", 5L));
    assertThat(outcome.summary()).isEqualTo("2 duplicates in 3 files, 150 of 180 lines (84 %)");
  }

  @Test
  void saysHowManyPlacesMoreThereAre() throws Exception {
    for (String name : List.of("a.go", "b.go", "c.go", "d.go")) {
      Folders.write(target, name, lines(7, 20));
    }

    assertThat(dedupe().findings())
        .extracting(Finding::message)
        .containsExactly(
            "160 tokens, 20 lines, as in b.go:1 and 2 more",
            "160 tokens, 20 lines, as in a.go:1 and 2 more",
            "160 tokens, 20 lines, as in a.go:1 and 2 more",
            "160 tokens, 20 lines, as in a.go:1 and 2 more");
  }

  @Test
  void comparesOnlyFilesOfTheSameLanguage() throws Exception {
    Folders.write(target, "a.py", lines(7, 20));
    Folders.write(target, "a.rb", lines(7, 20));
    Folders.write(target, "x.js", lines(8, 20));
    Folders.write(target, "y.mjs", lines(8, 20));

    assertThat(dedupe().findings()).extracting(Finding::file).containsExactly("x.js", "y.mjs");
  }

  @Test
  void looksAtProgramsOnly() throws Exception {
    for (String name : List.of("a.json", "b.json", "a.md", "b.md", "a.txt", "b.txt", "A", "B")) {
      Folders.write(target, name, lines(7, 20));
    }
    Folders.write(target, "binary.js", new byte[] {0, 1, 2});

    assertThat(dedupe().metrics()).containsEntry("files", 0L).containsEntry("findings", 0L);
  }

  @Test
  void looksAtScriptsWithoutAnExtension() throws Exception {
    Folders.write(target, "bin/one", "#!/bin/sh\n" + lines(7, 20));
    Folders.write(target, "bin/two.sh", lines(7, 20));

    assertThat(dedupe().metrics()).containsEntry("files", 2L).containsEntry("duplicates", 1L);
  }

  @Test
  void hasNothingToSayOfAnEmptyTarget() throws Exception {
    Outcome outcome = dedupe();

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.findings()).isEmpty();
    assertThat(outcome.metrics()).containsEntry("duplicated_lines_percent", 0L);
  }

  @Test
  void keepsFingerprintsWhenLinesAboveComeOrGo() throws Exception {
    Folders.write(target, "a.py", lines(7, 20));
    Folders.write(target, "b.py", lines(7, 20));
    var before = dedupe().findings();
    Folders.write(target, "a.py", "# new\n\n" + lines(7, 20));

    assertThat(dedupe().findings())
        .extracting(Finding::fingerprint)
        .containsExactlyElementsOf(before.stream().map(Finding::fingerprint).toList());
  }

  @Test
  void stopsWhereItsLeaseIsLost() {
    Folders.write(target, "a.py", lines(7, 20));
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
        .isThrownBy(() -> new DedupeCommand(open.workspaces()).execute(invocation));
  }

  @Test
  void comesAfterWhatChangesFiles() {
    var spec = new DedupeCommand(OpenWorkspace.of(target).workspaces()).spec();

    assertThat(spec.modifies()).isFalse();
    assertThat(spec.dependencies()).containsExactly("quality/cleanup", "quality/format");
  }

  @Test
  void looksOnlyAtWhatIsSelected() throws Exception {
    Folders.write(target, "src/A.java", "class A {}\n");
    Folders.write(target, "src/B.java", "class B {}\n");
    Folders.write(target, "test/C.java", "class C {}\n");

    assertThat(dedupe("src/**").metrics()).containsEntry("files", 2L);
  }

  /** Writes two files of 20 lines with 8 tokens each, in which one of four names and numbers per line differs. */
  private void writeNearDuplicates() {
    Folders.write(target, "A.java", lines(7, 20));
    Folders.write(target, "B.java", lines(7, 20).replace("f(", "other("));
  }

  @Test
  void reportsWhatIsNearlyTheSame() throws Exception {
    writeNearDuplicates();

    Outcome outcome = dedupe();

    assertThat(outcome.findings())
        .extracting(Finding::rule, Finding::file, Finding::line, Finding::message)
        .containsExactly(
            tuple(
                "near-duplicate-code",
                "A.java",
                1,
                "160 tokens, 20 lines, 87 % the same as in B.java:1"),
            tuple(
                "near-duplicate-code",
                "B.java",
                1,
                "160 tokens, 20 lines, 87 % the same as in A.java:1"));
    assertThat(outcome.metrics())
        .containsEntry("near_duplicates", 1L)
        .containsEntry("duplicates", 0L)
        .containsEntry("duplicated_lines", 0L);
  }

  @Test
  void asksHowMuchMustBeTheSame() throws Exception {
    writeNearDuplicates();

    assertThat(dedupe("--similarity=87").findings()).hasSize(2);
    assertThat(dedupe("--similarity=88").findings()).isEmpty();
    Folders.write(
        target,
        ".quality-config.json",
        "{\"version\": \"1.0\", \"quality_thresholds\": {\"similarity_threshold\": 90}}");
    assertThat(dedupe().findings()).isEmpty();
  }

  @Test
  void refusesWhatIsNoSimilarity() throws Exception {
    assertThat(dedupe("--similarity=most").failed())
        .hasValue(
            new Failure(FailureKind.REFUSED, "--similarity=most is not a number from 0 to 100"));
    assertThat(dedupe("--similar").failed().orElseThrow().message())
        .isEqualTo("unknown option --similar; accepted options: similarity=, since=");
  }

  @Test
  void reportsOnlyWhatIsNew() throws Exception {
    Folders.write(target, "old/A.java", lines(7, 20));
    Folders.write(target, "old/B.java", lines(7, 20));
    Folders.write(target, "old/C.java", lines(8, 20));
    try (Git git = Git.init().setDirectory(target.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit().setMessage("first").setSign(false).call();
    }
    Folders.write(target, "old/A.java", "\n" + lines(7, 20).replace(" = ", "="));
    Folders.write(target, "new/D.java", lines(8, 20));

    assertThat(dedupe("--since=HEAD --similarity=100").findings())
        .extracting(Finding::file)
        .containsExactly("new/D.java", "old/C.java");
  }

  @Test
  void saysWhenThereIsNoSuchRevision() throws Exception {
    assertThat(dedupe("--since=HEAD").failed().orElseThrow().message())
        .isEqualTo("--since needs a folder that is a git work tree");
    Git.init().setDirectory(target.toFile()).call().close();

    assertThat(dedupe("--since=nowhere").failed().orElseThrow().message())
        .isEqualTo("--since=nowhere is not a revision of the target");
    assertThat(dedupe("--since=a..b").failed().orElseThrow().message())
        .isEqualTo("--since=a..b is not a revision of the target");
  }
}
