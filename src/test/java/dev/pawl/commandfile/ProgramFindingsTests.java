package dev.pawl.commandfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.pawl.cache.InMemoryCache;
import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.TestProcessSandboxes;
import dev.pawl.registry.TestCommandRegistries;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs real programs and reads the findings in their output. */
class ProgramFindingsTests {

  /** What grep -nH prints. */
  private static final String GREP =
      "run: [grep, -rnH, HACK, src]\n"
          + "findings:\n"
          + "  pattern: '^(?<file>[^:]+):(?<line>\\d+):(?<message>.*)'\n"
          + "  tool: todo";

  @TempDir Path target;
  @TempDir Path commands;

  @BeforeEach
  void writeTarget() {
    TestFiles.write(target, "src/a.txt", "one\nHACK two\n");
    TestFiles.write(target, "src/b.txt", "HACK\n\nHACK\n");
    TestFiles.write(target, "src/with space.txt", "a\n");
  }

  private CommandResult run(String frontMatter) throws Exception {
    TestFiles.write(commands, "check/it.md", "---\n" + frontMatter + "\n---\nDoes it.\n");
    var workspace = TestWorkspace.of(target);
    var runner =
        new CommandFileRunner(
            workspace.workspaces(),
            new ProcessRunner(TestProcessSandboxes.hiding(Path.of("no-data"))),
            new ProgramResultCache(new InMemoryCache(), Clock.systemUTC()));
    var registry = TestCommandRegistries.ofFolderWithRunner(runner, commands, Map.of());
    CommandFile file = registry.catalog().find("check/it").orElseThrow().file();
    assertThat(file.diagnostics()).isEmpty();
    return registry
        .executable("check/it", file)
        .execute(
            new CommandContext(workspace.key(), new Arguments(""), Map.of(), line -> {}, () -> {}));
  }

  @Test
  void readsLinesThatMatchAPattern() throws Exception {
    CommandResult result = run(GREP);

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.summary()).isEqualTo("done, 3 findings");
    assertThat(result.findings())
        .extracting(Finding::file, Finding::line, Finding::severity, Finding::tool, Finding::rule)
        .containsExactlyInAnyOrder(
            tuple("src/a.txt", 2, Severity.WARNING, "todo", "todo"),
            tuple("src/b.txt", 1, Severity.WARNING, "todo", "todo"),
            tuple("src/b.txt", 3, Severity.WARNING, "todo", "todo"));
    assertThat(result.findings())
        .extracting(Finding::fingerprint)
        .doesNotContain("")
        .doesNotHaveDuplicates();
    assertThat(result.metrics())
        .containsEntry("findings", 3L)
        .containsEntry("warnings", 3L)
        .containsEntry("errors", 0L);
  }

  @Test
  void failsIfAProgramEndsWithOneAndReportsNothing() throws Exception {
    CommandResult result = run(GREP.replace("HACK", "BUG"));

    assertThat(result.findFailure().orElseThrow().message()).isEqualTo("exit 1 of grep");
    assertThat(result.facts()).containsEntry(CommandResult.EXIT_CODE, "1");
  }

  @ParameterizedTest
  @CsvSource({"'[0, 1]', ''", "'[0]', exit 1 of grep", "0 1, ''"})
  void acceptsTheDeclaredExitCodes(String codes, String failure) throws Exception {
    String exitCodes = codes.startsWith("[") ? codes : "[" + codes.replace(" ", ", ") + "]";
    CommandResult result = run(GREP.replace("HACK", "BUG") + "\n  exit-codes: " + exitCodes);

    assertThat(result.findFailure().map(CommandResult.Failure::message).orElse(""))
        .isEqualTo(failure);
  }

  @Test
  void failsIfAProgramCrashesAlthoughItHasReportedSomething() throws Exception {
    CommandResult result = run(GREP.replace("HACK, src", "HACK, src, src/missing.txt"));

    assertThat(result.findFailure().orElseThrow().kind()).isEqualTo(FailureKind.BROKEN);
    assertThat(result.findFailure().orElseThrow().message()).startsWith("exit 2 of grep");
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void readsSarif() throws Exception {
    TestFiles.write(
        target,
        "out.sarif",
        """
        {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "L"}}, "results": [
          {"ruleId": "R1", "level": "error", "message": {"text": "Bad\\u0000word"},
           "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/with%20space.txt"},
             "region": {"startLine": 1}}}]},
          {"ruleId": "R2", "message": {"text": "Elsewhere"},
           "locations": [{"physicalLocation": {"artifactLocation": {"uri": "file:///etc/passwd"}}}]},
          {"ruleId": "R2", "message": {"text": "Outside"},
           "locations": [{"physicalLocation": {"artifactLocation": {"uri": "../x"}}}]},
          {"ruleId": "R3", "message": {"text": "Nowhere"}}
        ]}]}
        """);

    CommandResult result =
        run("run: [[echo, Starting], [cat, out.sarif], [echo, Done]]\nfindings: sarif");

    assertThat(result.findFailure()).isEmpty();
    assertThat(result.findings())
        .singleElement()
        .returns("src/with space.txt", Finding::file)
        .returns(1, Finding::line)
        .returns(Severity.ERROR, Finding::severity)
        .returns("it", Finding::tool)
        .returns("R1", Finding::rule)
        .returns("Bad word", Finding::message);
    assertThat(result.warnings())
        .containsExactly(
            "3 of 4 findings of the programs are not about files that workflows examine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "done | the output contains no SARIF log",
        "{\"a\": 1} | the output is not SARIF: it has no runs",
        "{\"runs\": [ | the output is not SARIF",
      })
  void failsIfTheOutputIsNotSarif(String output, String reason) throws Exception {
    TestFiles.write(target, "out.txt", output + "\n");

    CommandResult result = run("run: [cat, out.txt]\nfindings: sarif");

    assertThat(result.findFailure().orElseThrow().message()).contains(reason);
  }

  @Test
  void limitsTheNumberOfFindings() throws Exception {
    TestFiles.write(target, "src/a.txt", "HACK\n".repeat(20_005));
    TestFiles.write(target, "src/b.txt", "");

    CommandResult result = run(GREP);

    assertThat(result.findings()).hasSize(20_000);
    assertThat(result.warnings())
        .containsExactly("only the first 20000 of 20005 findings are reported");
  }
}
