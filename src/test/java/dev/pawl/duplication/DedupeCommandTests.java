package dev.pawl.duplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.Failure;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Finding;
import dev.pawl.command.Finding.RelatedLocation;
import dev.pawl.command.Finding.Suppression;
import dev.pawl.command.Severity;
import dev.pawl.suppression.SuppressionService;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DedupeCommandTests {

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  private static String lines(int seed, int count) {
    return IntStream.range(0, count)
        .mapToObj(line -> "v%d_%d = f(%d, %d)\n".formatted(seed, line, seed, line))
        .collect(Collectors.joining());
  }

  private static DedupeCommand command(TestWorkspace open) {
    return new DedupeCommand(open.workspaces(), ToolBeans.get(SuppressionService.class));
  }

  private CommandResult dedupe() throws Exception {
    return dedupe("");
  }

  private CommandResult dedupe(String arguments) throws Exception {
    TestWorkspace open = TestWorkspace.of(target);
    open.workspace().snapshot();
    return command(open).execute(CommandContexts.withArguments(open.key(), arguments, log));
  }

  @Test
  void reportsAllPlacesOnce() throws Exception {
    TestFiles.write(target, "src/A.java", lines(1, 2) + "a\n" + lines(7, 20));
    TestFiles.write(target, "src/B.java", lines(2, 4) + "b\n" + lines(7, 20));

    CommandResult result = dedupe();

    assertThat(result.findings())
        .extracting(Finding::file, Finding::line, Finding::endLine, Finding::message)
        .containsExactly(tuple("src/A.java", 4, 23, "160 tokens, 20 lines, as in src/B.java:6"));
    assertThat(result.findings().getFirst().relatedLocations())
        .containsExactly(new RelatedLocation("src/B.java", 6, 25));
    assertThat(result.findings())
        .allMatch(finding -> finding.severity() == Severity.INFO)
        .allMatch(finding -> finding.tool().equals("duplicates"))
        .allMatch(finding -> finding.rule().equals("duplicate-code"))
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(log)
        .containsExactly(
            "java: 2 files, 1 duplicate, 0 near duplicates",
            "src/A.java:4: 160 tokens, 20 lines, as in src/B.java:6");
  }

  @Test
  void countsEachDuplicatedLineOnce() throws Exception {
    TestFiles.write(target, "a.py", lines(7, 60));
    TestFiles.write(target, "b.py", lines(7, 30) + lines(1, 30));
    TestFiles.write(target, "c.py", lines(7, 60));

    CommandResult result = dedupe();

    assertThat(result.metrics())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "files", 3L,
                "lines", 180L,
                "duplicated_lines", 150L,
                "duplicated_lines_percent", 84L,
                "duplicates", 2L,
                "near_duplicates", 0L,
                "findings", 2L,
                "suppressed", 0L));
    assertThat(result.summary()).isEqualTo("2 duplicates in 3 files, 150 of 180 lines (84%)");
  }

  @Test
  void namesSomePlacesAndListsAll() throws Exception {
    for (String name : List.of("a.go", "b.go", "c.go", "d.go", "e.go", "f.go")) {
      TestFiles.write(target, name, lines(7, 20));
    }

    assertThat(dedupe().findings())
        .singleElement()
        .returns("160 tokens, 20 lines, as in b.go:1, c.go:1, d.go:1 and 2 more", Finding::message)
        .extracting(Finding::relatedLocations)
        .asInstanceOf(InstanceOfAssertFactories.list(RelatedLocation.class))
        .extracting(RelatedLocation::file)
        .containsExactly("b.go", "c.go", "d.go", "e.go", "f.go");
  }

  @Test
  void comparesOnlyFilesOfTheSameLanguage() throws Exception {
    TestFiles.write(target, "a.py", lines(7, 20));
    TestFiles.write(target, "a.rb", lines(7, 20));
    TestFiles.write(target, "x.js", lines(8, 20));
    TestFiles.write(target, "y.mjs", lines(8, 20));

    assertThat(dedupe().findings()).extracting(Finding::file).containsExactly("x.js");
  }

  @Test
  void comparesProgrammingLanguagesOnly() throws Exception {
    for (String name : List.of("a.json", "b.json", "a.md", "b.md", "a.txt", "b.txt", "A", "B")) {
      TestFiles.write(target, name, lines(7, 20));
    }
    TestFiles.write(target, "binary.js", new byte[] {0, 1, 2});

    assertThat(dedupe().metrics()).containsEntry("files", 0L).containsEntry("findings", 0L);
  }

  @Test
  void comparesScriptsWithoutExtension() throws Exception {
    TestFiles.write(target, "bin/one", "#!/bin/sh\n" + lines(7, 20));
    TestFiles.write(target, "bin/two.sh", lines(7, 20));

    assertThat(dedupe().metrics()).containsEntry("files", 2L).containsEntry("duplicates", 1L);
  }

  @Test
  void reportsNothingForEmptyTarget() throws Exception {
    CommandResult result = dedupe();

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.findings()).isEmpty();
    assertThat(result.metrics()).containsEntry("duplicated_lines_percent", 0L);
  }

  @Test
  void keepsFingerprintsWhenLinesMove() throws Exception {
    TestFiles.write(target, "a.py", lines(7, 20));
    TestFiles.write(target, "b.py", lines(7, 20));
    var before = dedupe().findings();
    TestFiles.write(target, "a.py", "# new\n\n" + lines(7, 20));

    assertThat(dedupe().findings())
        .extracting(Finding::fingerprint)
        .containsExactlyElementsOf(before.stream().map(Finding::fingerprint).toList());
  }

  @Test
  void stopsWhenLeaseIsLost() {
    TestFiles.write(target, "a.py", lines(7, 20));
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
        .isThrownBy(() -> command(open).execute(context));
  }

  @Test
  void dependsOnModifyingCommands() {
    var spec = command(TestWorkspace.of(target)).spec();

    assertThat(spec.modifies()).isFalse();
    assertThat(spec.dependencies()).containsExactly("quality/cleanup", "quality/format");
  }

  @Test
  void comparesSelectedFilesOnly() throws Exception {
    TestFiles.write(target, "src/A.java", "class A {}\n");
    TestFiles.write(target, "src/B.java", "class B {}\n");
    TestFiles.write(target, "test/C.java", "class C {}\n");

    assertThat(dedupe("src/**").metrics()).containsEntry("files", 2L);
  }

  /** Writes two files of 20 lines with 8 tokens each, in which one of four names and numbers per line differs. */
  private void writeNearDuplicates() {
    TestFiles.write(target, "A.java", lines(7, 20));
    TestFiles.write(target, "B.java", lines(7, 20).replace("f(", "other("));
  }

  @Test
  void reportsNearDuplicates() throws Exception {
    writeNearDuplicates();

    CommandResult result = dedupe("--min-tokens=100");

    assertThat(result.findings())
        .extracting(Finding::rule, Finding::file, Finding::line, Finding::message)
        .containsExactly(
            tuple(
                "near-duplicate-code",
                "A.java",
                1,
                "160 tokens, 20 lines, 87% the same as in B.java:1"));
    assertThat(result.metrics())
        .containsEntry("near_duplicates", 1L)
        .containsEntry("duplicates", 0L)
        .containsEntry("duplicated_lines", 0L);
  }

  @Test
  void appliesSimilarityThreshold() throws Exception {
    writeNearDuplicates();

    assertThat(dedupe("--min-tokens=100 --similarity=87").findings()).hasSize(1);
    assertThat(dedupe("--min-tokens=100 --similarity=88").findings()).isEmpty();
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"version\": \"1.0\", \"quality_thresholds\": {\"similarity_threshold\": 90}}");
    assertThat(dedupe().findings()).isEmpty();
  }

  @Test
  void rejectsInvalidOptions() throws Exception {
    assertThat(dedupe("--similarity=most").findFailure())
        .hasValue(
            new Failure(FailureKind.REFUSED, "--similarity=most is not a number from 0 to 100"));
    assertThat(dedupe("--similar").findFailure().orElseThrow().message())
        .isEqualTo(
            "unknown option --similar; accepted options: similarity=, min-tokens=, min-lines=,"
                + " since=");
  }

  @Test
  void reportsNewDuplicatesOnly() throws Exception {
    TestFiles.write(target, "old/A.java", lines(7, 20));
    TestFiles.write(target, "old/B.java", lines(7, 20));
    TestFiles.write(target, "old/C.java", lines(8, 20));
    try (Git git = Git.init().setDirectory(target.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit().setMessage("first").setSign(false).call();
    }
    TestFiles.write(target, "old/A.java", "\n" + lines(7, 20).replace(" = ", "="));
    TestFiles.write(target, "new/D.java", lines(8, 20));

    assertThat(dedupe("--since=HEAD --similarity=100").findings())
        .extracting(Finding::file)
        .containsExactly("new/D.java");
  }

  @Test
  void rejectsUnknownRevision() throws Exception {
    assertThat(dedupe("--since=HEAD").findFailure().orElseThrow().message())
        .isEqualTo("--since requires a target that is a git work tree");
    Git.init().setDirectory(target.toFile()).call().close();

    assertThat(dedupe("--since=nowhere").findFailure().orElseThrow().message())
        .isEqualTo("--since=nowhere is not a revision of the target");
    assertThat(dedupe("--since=a..b").findFailure().orElseThrow().message())
        .isEqualTo("--since=a..b is not a revision of the target");
  }

  private static final String METHOD =
      """
        int total(int[] prices, int[] counts, int discount) {
          int sum = 0;
          for (int i = 0; i < prices.length; i++) {
            int price = prices[i];
            int count = counts[i];
            if (count > 10) {
              sum += price * count - discount;
            } else if (count > 0) {
              sum += price * count;
            } else {
              continue;
            }
          }
          if (sum < 0) {
            throw new IllegalStateException("negative");
          }
          return sum;
        }
      """;

  private void writeMethods(String first, String second) {
    TestFiles.write(target, "A.java", "class A {\n" + first + "}\n");
    TestFiles.write(target, "B.java", "class B extends C {\n" + second + "}\n");
  }

  @Test
  void reportsShortMethods() throws Exception {
    writeMethods(METHOD, METHOD);

    assertThat(dedupe().findings())
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("A.java", "duplicate-code"));
    assertThat(dedupe().metrics()).containsEntry("duplicates", 1L);
    assertThat(dedupe("--min-tokens=103").findings()).hasSize(1);
    assertThat(dedupe("--min-tokens=104 --similarity=100").findings()).isEmpty();
  }

  @Test
  void reportsShortNearDuplicates() throws Exception {
    writeMethods(METHOD, METHOD.replace("prices", "costs").replace("sum", "total"));

    assertThat(dedupe().findings())
        .extracting(Finding::file, Finding::rule)
        .containsExactly(tuple("A.java", "near-duplicate-code"));
  }

  @Test
  void acceptsRowsOfTables() throws Exception {
    TestFiles.write(target, "Table.java", "class Table {\n" + lines(3, 60) + "}\n");

    assertThat(dedupe().findings()).isEmpty();
  }

  @Test
  void usesConfiguredMinimum() throws Exception {
    TestFiles.write(target, ".quality-config.json", "{\"duplicates\": {\"min_tokens\": 200}}");
    writeMethods(METHOD, METHOD);

    assertThat(dedupe().findings()).isEmpty();
    assertThat(dedupe("--min-tokens=60").findings()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"19", "10001", "-1", "x", "", "99999999999"})
  void rejectsMinimumOutOfRange(String value) throws Exception {
    assertThat(dedupe("--min-tokens=" + value).findFailure())
        .hasValueSatisfying(failure ->
            assertThat(failure.message())
                .isEqualTo("--min-tokens=%s is not a number from 20 to 10000".formatted(value)));
  }

  @Test
  void usesTheMinimumOfLines() throws Exception {
    TestFiles.write(target, "a.py", lines(7, 20).replace("\n", "; "));
    TestFiles.write(target, "b.py", lines(7, 20).replace("\n", "; "));

    assertThat(dedupe().findings()).as("one line").isEmpty();
    assertThat(dedupe("--min-lines=1").findings()).hasSize(1);
    TestFiles.write(target, ".quality-config.json", "{\"duplicates\": {\"min_lines\": 21}}");
    writeMethods(METHOD, METHOD);
    assertThat(dedupe().findings()).as("the method has fewer lines").isEmpty();
    assertThat(dedupe("--min-lines=0").findFailure().orElseThrow().message())
        .isEqualTo("--min-lines=0 is not a number from 1 to 1000");
  }

  @Test
  void leavesOutExcludedFiles() throws Exception {
    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"duplicates\": {\"exclude\": [\"generated\", \"**/*_pb.py\"]}}");
    TestFiles.write(target, "a.py", lines(7, 20));
    TestFiles.write(target, "generated/b.py", lines(7, 20));
    TestFiles.write(target, "src/c_pb.py", lines(7, 20));

    assertThat(dedupe().metrics()).containsEntry("files", 1L).containsEntry("findings", 0L);
  }

  @Test
  void leavesOutImportsLicencesFixturesAndInserts() throws Exception {
    String licence = "/*\n" + " * one two three four five six seven eight\n".repeat(20) + " */\n";
    String imports =
        IntStream.range(0, 40)
            .mapToObj("import a.b.C%d;\n"::formatted)
            .collect(Collectors.joining());
    TestFiles.write(target, "A.java", licence + "package a;\n" + imports + "class A {}\n");
    TestFiles.write(target, "B.java", licence + "package a;\n" + imports + "class B {}\n");
    String page = "<p class=\"a\">text <b>b</b></p>\n".repeat(3) + lines(7, 20);
    TestFiles.write(target, "src/test/resources/a.html", page);
    TestFiles.write(target, "src/test/resources/b.html", page);
    String rows =
        IntStream.range(0, 40)
            .mapToObj("  (%d, 'name', 1.5, null)"::formatted)
            .collect(Collectors.joining(",\n"));
    TestFiles.write(
        target, "a.sql", "create table a (b int);\ninsert into a values\n" + rows + ";\n");
    TestFiles.write(target, "b.sql", "drop table a;\nINSERT INTO a VALUES\n" + rows + ";\n");

    assertThat(dedupe().findings()).isEmpty();

    TestFiles.write(target, "c.sql", "select * from a where\n" + rows + ";\n");
    TestFiles.write(target, "d.sql", "select * from a where\n" + rows + ";\n");
    assertThat(dedupe("*.sql").findings()).extracting(Finding::file).containsExactly("c.sql");
  }

  @Test
  void leavesOutCodeBetweenComments() throws Exception {
    TestFiles.write(
        target, "a.py", "# CPD-OFF a table\n" + lines(7, 20) + "# CPD-ON\n" + lines(8, 20));
    TestFiles.write(target, "b.py", lines(7, 20) + lines(1, 1) + lines(8, 20));
    TestFiles.write(target, "c.py", "s = '# CPD-OFF'\n" + lines(9, 20));
    TestFiles.write(target, "d.py", lines(9, 20));

    CommandResult result = dedupe();

    assertThat(result.findings())
        .extracting(Finding::file, Finding::line, Finding::suppression)
        .containsExactly(
            tuple("a.py", 2, new Suppression("CPD-OFF", null)),
            tuple("a.py", 23, null),
            tuple("c.py", 2, null));
    assertThat(result.metrics())
        .containsEntry("duplicates", 2L)
        .containsEntry("duplicated_lines", 80L)
        .containsEntry("findings", 2L)
        .containsEntry("suppressed", 1L);
  }

  @Test
  void marksDuplicatesThatACommentAtAnyPlaceSuppresses() throws Exception {
    String comment = "# pawl:ignore duplicates/duplicate-code the protocol demands it\n";
    TestFiles.write(target, "a.py", lines(7, 20));
    TestFiles.write(target, "b.py", comment + lines(7, 20));
    TestFiles.write(target, "c.py", comment + lines(9, 20));

    CommandResult result = dedupe();

    assertThat(result.findings())
        .extracting(Finding::file, Finding::rule, Finding::suppression)
        .containsExactly(
            tuple(
                "a.py",
                "duplicate-code",
                new Suppression("pawl:ignore", "the protocol demands it")));
    assertThat(result.metrics()).containsEntry("findings", 0L).containsEntry("suppressed", 1L);
  }
}
