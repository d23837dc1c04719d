package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandFile.Source;
import dev.pawl.command.CommandFileExecution.Kind;
import dev.pawl.command.CommandSpec.Complexity;
import dev.pawl.command.Diagnostic;
import dev.pawl.command.FindingOutput;
import dev.pawl.command.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the forms of command files that occur in public collections. */
class CommandFileReaderTests {

  private static CommandFile read(String text) {
    return CommandFileReader.read("a/b", Source.SERVER, text);
  }

  private static CommandFile readFrontMatter(String frontMatter) {
    return read("---\n" + frontMatter + "\n---\n# Title\n\nWhat it does.\n");
  }

  @Test
  void hasDefaultsWithoutFrontMatter() {
    CommandFile file = read("# Review\n\nLook at the change.\n");

    assertThat(file)
        .returns("Review", CommandFile::description)
        .returns(List.of("all"), CommandFile::allowedTools)
        .returns(Complexity.SIMPLE, CommandFile::complexity)
        .returns(List.of(), CommandFile::dependencies)
        .returns(List.of("worker"), CommandFile::agents)
        .returns(Kind.NONE, it -> it.execution().kind())
        .returns(false, CommandFile::modifies)
        .returns(List.of(), CommandFile::diagnostics);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "---\n---\n",
        "---\n\n---",
        "\uFEFF---\nx: 1\n---\n",
        "---\r\nx: 1\r\n---\r\n"
      })
  void readsEmptyFilesAndForeignLineEndings(String text) {
    assertThat(read(text).diagnostics()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "run, 3, false",
    "uses, 3, false",
    "writes, 3, false",
    "on-failure, 3, false",
    "description, 3, true",
    "model, 3, true",
  })
  void reportsRepeatedKeys(String key, int line, boolean valid) {
    CommandFile file = readFrontMatter(key + ": abort\n" + key + ": abort");

    assertThat(file.diagnostics())
        .filteredOn(diagnostic -> diagnostic.message().startsWith(key + " is given more than once"))
        .singleElement()
        .returns(line, Diagnostic::line)
        .returns(valid ? Severity.WARNING : Severity.ERROR, Diagnostic::severity);
    assertThat(file.isValid()).isEqualTo(valid);
  }

  @ParameterizedTest
  @CsvSource({"team/undo", "team:undo", "/team/undo.md", "' team/undo '"})
  void normalizesTheNameOfTheCompensation(String name) {
    assertThat(readFrontMatter("compensate: \"" + name + "\"").compensate()).isEqualTo("team/undo");
  }

  @Test
  void rejectsUnknownActionsOnFailure() {
    CommandFile file = readFrontMatter("run: [true]\non-failure: ignore");

    assertThat(file.isValid()).isFalse();
    assertThat(file.diagnostics())
        .extracting(Diagnostic::message)
        .containsExactly("on-failure must be one of abort, continue, decide, rollback");
  }

  @Test
  void treatsUnclosedFrontMatterAsBody() {
    CommandFile file = read("---\ndescription: never closed\n");

    assertThat(file.isValid()).isTrue();
    assertThat(file.body()).contains("never closed");
    assertThat(file.diagnostics())
        .singleElement()
        .returns(1, Diagnostic::line)
        .returns(Severity.WARNING, Diagnostic::severity);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allowed-tools: Bash(git add:*), Bash(git status:*)| Bash(git add:*);Bash(git status:*)",
        "allowed-tools: Read Write  Bash(npm run test:*)| Read;Write;Bash(npm run test:*)",
        "allowed-tools: Read,Write, Edit| Read;Write;Edit",
        "allowed-tools: [Bash(git diff:*, git log:*), Read]| Bash(git diff:*, git log:*);Read",
        "allowed-tools: [Read, Write]| Read;Write",
        "'allowed-tools:\n  - Read\n  - Bash(ls:*)'| Read;Bash(ls:*)",
        "allowed-tools: all| all",
        "allowed-tools: \"*\"| *",
        "allowed-tools: *| *",
        "allowed-tools: mcp__server__tool, Task| mcp__server__tool;Task",
        "tools: Read, Grep| Read;Grep",
        "allowed-tools:| all",
      })
  void readsAllowedTools(String frontMatter, String expected) {
    CommandFile file = readFrontMatter(frontMatter);

    assertThat(String.join(";", file.allowedTools())).isEqualTo(expected);
    assertThat(file.isValid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "description: Plain words| Plain words",
        "'description: >-\n  Folded over\n  two lines'| Folded over two lines",
        "'description: |\n  Kept\n  lines'| Kept lines",
        "description: Review: the change: all of it| Review: the change: all of it",
        "description: **Bold** start| **Bold** start",
        "description: \"Quoted: text\"| Quoted: text",
        "description: 'It''s quoted'| It's quoted",
        "description: @mention first| @mention first",
        "description: 100% sure| 100% sure",
        "model: opus| Title",
      })
  void readsDescriptions(String frontMatter, String expected) {
    CommandFile file = readFrontMatter(frontMatter);

    assertThat(file.description()).isEqualTo(expected);
    assertThat(file.isValid()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "argument-hint: [pr] [priority]| [pr] [priority]",
        "argument-hint: <file> [--all]| <file> [--all]",
        "argument-hint: [pr, priority]| pr priority",
        "'argument-hint:\n  - pr\n  - priority'| pr priority",
        "argument-hint: \"[pr]\"| [pr]",
      })
  void readsArgumentHints(String frontMatter, String expected) {
    assertThat(readFrontMatter(frontMatter).argumentHint()).isEqualTo(expected);
  }

  @Test
  void reportsPositionOfLenientlyParsedValue() {
    CommandFile file = readFrontMatter("model: opus\nargument-hint: [pr] [priority]");

    assertThat(file.model()).isEqualTo("opus");
    assertThat(file.diagnostics())
        .singleElement()
        .returns(3, Diagnostic::line)
        .returns(Severity.WARNING, Diagnostic::severity)
        .satisfies(diagnostic -> assertThat(diagnostic.column()).isPositive());
  }

  @Test
  void parsesInvalidYamlByLinesIfNothingRuns() {
    CommandFile file = readFrontMatter("description: \"open\n\tmodel: x\nagents:\n- one\n- two");

    assertThat(file.isValid()).isTrue();
    assertThat(file.agents()).containsExactly("one", "two");
    assertThat(file.diagnostics()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: [make\ndescription: x",
        "description: \"open\nrun: [rm, x]",
        "writes: {a\nmodel: x",
        "dependencies: [a, b\nx: y",
      })
  void rejectsInvalidYamlWithExecutionKeys(String frontMatter) {
    CommandFile file = readFrontMatter(frontMatter);

    assertThat(file.isValid()).isFalse();
    assertThat(file.diagnostics())
        .anySatisfy(diagnostic -> assertThat(diagnostic.line()).isGreaterThan(1))
        .anySatisfy(diagnostic -> assertThat(diagnostic.severity()).isEqualTo(Severity.ERROR));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dependencies: [quality/verify, test/unit]",
        "dependencies: quality/verify, test/unit",
        "dependencies: quality/verify test/unit",
        "dependencies: quality:verify, /test/unit.md",
        "'dependencies:\n  - quality/verify\n  - test/unit'",
      })
  void readsListsInEveryForm(String frontMatter) {
    assertThat(readFrontMatter(frontMatter).dependencies())
        .containsExactly("quality/verify", "test/unit");
  }

  @Test
  void readsExecutionKeys() {
    CommandFile file =
        readFrontMatter(
            """
            run:
              - [npm, run, lint]
              - [npm, test, "$1"]
            writes: src/**, docs/*.md
            timeout: 90s
            complexity: complex
            cache: true
            compensate: team/undo
            on-failure: continue
            conflicts: {quality/format: error, team/x: warning}\
            """);

    assertThat(file.execution().programs())
        .containsExactly(List.of("npm", "run", "lint"), List.of("npm", "test", "$1"));
    assertThat(file)
        .returns(true, CommandFile::modifies)
        .returns(List.of("src/**", "docs/*.md"), CommandFile::writes)
        .returns(Duration.ofSeconds(90), CommandFile::timeout)
        .returns(Complexity.COMPLEX, CommandFile::complexity)
        .returns(true, CommandFile::cache)
        .returns("team/undo", CommandFile::compensate)
        .returns("continue", CommandFile::onFailure)
        .returns(true, CommandFile::isValid);
    assertThat(file.conflicts())
        .containsEntry("quality/format", Severity.ERROR)
        .containsEntry("team/x", Severity.WARNING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: ls -l",
        "run: []",
        "run: [[]]",
        "run: [{a: b}]",
        "run: [[a], b]",
        "timeout: soon",
        "timeout: 0",
        "timeout: 25h",
        "modifies: maybe",
        "cache: 3",
        "conflicts: {a: b}",
      })
  void rejectsInvalidExecutionValues(String frontMatter) {
    assertThat(readFrontMatter(frontMatter).isValid()).isFalse();
  }

  @Test
  void keepsUnknownKeys() {
    assertThat(
            readFrontMatter(
                    "category: git\n"
                        + "name: ns:review\n"
                        + "skills: [a, b]\n"
                        + "disable-model-invocation: true")
                .other())
        .containsEntry("category", "git")
        .containsEntry("name", "ns:review")
        .containsEntry("skills", "[\"a\",\"b\"]")
        .containsEntry("disable-model-invocation", "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arguments: $QUERY",
        "arguments: [a, b]",
        "arguments:\n  - name: a\n    required: true",
        "a: *unknown",
        "? complex : key",
        "- just\n- a list",
        "just text",
        "key: [1, 2",
        "\tindented: by a tab",
        "a: &x [*x]",
      })
  void acceptsUnknownOrMalformedContent(String frontMatter) {
    assertThat(readFrontMatter(frontMatter).isValid()).isTrue();
    assertThat(readFrontMatter(frontMatter).body()).contains("What it does.");
  }

  @Test
  void reportsExcessiveNesting() {
    assertThat(readFrontMatter("x: " + "[".repeat(100_000)).diagnostics()).hasSize(1);
  }

  @Test
  void treatsUnknownComplexityAsMedium() {
    CommandFile file = readFrontMatter("complexity: huge");

    assertThat(file.complexity()).isEqualTo(Complexity.MEDIUM);
    assertThat(file.diagnostics()).singleElement().returns(Severity.WARNING, Diagnostic::severity);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sarif | sarif || b |",
        "{format: sarif, tool: lint} | sarif || lint |",
        "{pattern: '(?<file>.)(?<message>.)'} | pattern | (?<file>.)(?<message>.) | b |",
        "{format: sarif, exit-codes: [0, 2]} | sarif || b | 0 2",
        "{format: sarif, exit-codes: 3} | sarif || b | 3"
      })
  void readsHowOutputBecomesFindings(
      String value, String format, String pattern, String tool, String exitCodes) {
    CommandFile file = readFrontMatter("run: [x]\nfindings: " + value);

    assertThat(file.diagnostics()).isEmpty();
    assertThat(file.findings())
        .isEqualTo(
            new FindingOutput(
                FindingOutput.Format.valueOf(format.toUpperCase(Locale.ROOT)),
                pattern,
                tool,
                exitCodes == null
                    ? List.of()
                    : Stream.of(exitCodes.split(" ")).map(Integer::valueOf).toList()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uses: quality/verify | sarif | findings requires run",
        "description: x | sarif | findings requires run",
        "run: [x] | checkstyle | findings must have the format sarif",
        "run: [x] | [sarif] | findings must be sarif, or a map",
        "run: [x] | {} | findings must have either format: sarif or a pattern",
        "run: [x] | {format: sarif, pattern: x} | findings must have either",
        "run: [x] | {pattern: '(?<file>.'} | findings pattern is not a regular expression of RE2",
        "run: [x] | {pattern: '.'} | findings pattern must have the named groups",
        "run: [x] | {format: sarif, tool: 'a/b'} | findings need a tool with a name",
        "run: [x] | {format: sarif, exit-codes: [256]} | findings exit-codes must be",
        "run: [x] | {format: sarif, exit-codes: []} | findings exit-codes must be",
        "run: [x] | {format: sarif, level: 1} | findings has the unknown key level",
      })
  void rejectsInvalidFindings(String run, String value, String reason) {
    CommandFile file = readFrontMatter(run + "\nfindings: " + value);

    assertThat(file.isValid()).isFalse();
    assertThat(file.diagnostics())
        .extracting(Diagnostic::message)
        .anyMatch(m -> m.startsWith(reason));
  }
}
