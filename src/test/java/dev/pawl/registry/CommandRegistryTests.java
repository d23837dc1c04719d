package dev.pawl.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandRegistryTests {

  private static final CommandSpec VERIFY = CommandSpec.readOnly("quality/verify", "Checks");
  private static final CommandSpec FORMAT =
      CommandSpec.modifying("quality/format", "Lays out").dependingOn("quality/verify");

  @TempDir Path folder;

  private CommandRegistry commands() {
    return TestCommandRegistries.ofSpecsAndFolder(
        folder, Map.of("worker", List.of("cat")), VERIFY, FORMAT);
  }

  private void write(Path root, String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private RegisteredCommand entry(String name) {
    return commands().catalog().find(name).orElseThrow();
  }

  private Optional<String> rejectionReason(String frontMatter) throws Exception {
    write(folder, "mine.md", "---\n" + frontMatter + "\n---\nWhat it does.\n");
    CommandRegistry commands = commands();
    return commands.rejectionReason(commands.catalog().find("mine").orElseThrow());
  }

  private static CommandContext invocation(String arguments) {
    return new CommandContext("none", new Arguments(arguments), Map.of(), line -> {}, () -> {});
  }

  @Test
  void rejectsDuplicateBuiltInCommands() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TestCommandRegistries.ofSpecs(VERIFY, VERIFY))
        .withMessageContaining("quality/verify");
  }

  @Test
  void containsBuiltInCommandsAndFiles() throws Exception {
    write(folder, "team/lint.md", "Lints.");

    assertThat(commands().catalog().all())
        .extracting(RegisteredCommand::name)
        .containsExactly("quality/format", "quality/verify", "team/lint");
  }

  @Test
  void hidesFileWithNameOfBuiltInCommand() throws Exception {
    write(folder, "quality/verify.md", "Verifies by talking.");

    assertThat(entry("quality/verify").file()).isNull();
    assertThat(commands().catalog().hidden())
        .extracting(CommandFile::name)
        .containsExactly("quality/verify");
  }

  @Test
  void prefersServerFileToTargetFile(@TempDir Path target) throws Exception {
    write(folder, "lint.md", "The operator's.");
    write(target, "lint.md", "The target's.");
    write(target, "own.md", "The target's own.");

    CommandCatalog catalog = commands().catalog(List.of(target));

    assertThat(catalog.find("lint").orElseThrow().spec().description())
        .isEqualTo("The operator's.");
    assertThat(catalog.find("own").orElseThrow().file().source())
        .isEqualTo(CommandFile.Source.TARGET);
    assertThat(commands().catalog().find("own")).isEmpty();
  }

  @Test
  void returnsSameCatalogWhileNothingChanges() {
    CommandRegistry commands = commands();

    assertThat(commands.catalog()).isSameAs(commands.catalog());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uses: quality/format|",
        "uses: quality:format|",
        "uses: quality/nonsense| which is not a built-in command",
        "description: only words| is documentation",
        "run: [make, lint]|",
        "run: [[make], [make, lint]]|",
        "run: make lint| must be argument lists",
        "run: [sh, -c, ls]| pawl.registry.allow-shell",
        "run: [/bin/bash, x]| pawl.registry.allow-shell",
        "run: [env, FOO=1, dash, -c, ls]| pawl.registry.allow-shell",
        "run: [rbash, x]| pawl.registry.allow-shell",
        "run: [env, -S, 'ls -l']| pawl.registry.allow-shell",
        "run: [env, -iS, 'ls -l']| pawl.registry.allow-shell",
        "run: [perl, -e, exit]| pawl.registry.allow-shell",
        "run: [/usr/bin/perl5.36, -ne, print]| pawl.registry.allow-shell",
        "run: [python3, -c, pass]| pawl.registry.allow-shell",
        "run: [gawk, 'BEGIN { system(1) }']| pawl.registry.allow-shell",
        "run: [git, -c, alias.x=!ls, x]| pawl.registry.allow-shell",
        "run: [nice, node, --eval=1]| pawl.registry.allow-shell",
        "run: [find, ., -exec, ls, '{}', ;]| pawl.registry.allow-shell",
        "run: [git, -C, sub, -c, alias.x=!ls, x]| pawl.registry.allow-shell",
        "run: [python3, check.py, -c, strict]|",
        "run: [git, diff, --stat]|",
        "run: [grep, -e, x]|",
        "run: [$1]| takes the program to run from its arguments",
        "run: script| no fenced sh or bash block",
        "run: agent|",
        "'run: agent\nagents: painter'| pawl.registry.agent-commands.painter",
        "'run: [make]\nallowed-tools: Bash(git:*)'| allowed-tools do not permit",
        "'run: [git, diff]\nallowed-tools: Bash(git diff:*), Read'|",
        "'run: [make]\nmodifies: true'| writes must name globs",
        "'run: [make]\nwrites: src/**'|",
        "'run: [make]\nuses: quality/format'| cannot both be given",
      })
  void statesReasonForRejection(String frontMatter, String reason) throws Exception {
    if (reason == null) {
      assertThat(rejectionReason(frontMatter)).isEmpty();
    } else {
      assertThat(rejectionReason(frontMatter).orElseThrow()).contains(reason);
    }
  }

  @Test
  void rejectsUndocumentedCommands() throws Exception {
    write(folder, "bare.md", "---\nrun: [make]\n---\n");
    write(folder, "named.md", "---\nrun: [make]\ndescription: Makes it.\n---\n");

    for (String name : List.of("bare", "named")) {
      assertThat(commands().rejectionReason(entry(name)).orElseThrow())
          .contains("is not documented");
    }
  }

  @Test
  void runsABuiltInCommandForAFileThatUsesIt() throws Exception {
    write(folder, "tidy.md", "---\nuses: quality/format\n---\nDoes it.\n");
    CommandRegistry commands = commands();
    CommandFile file = entry("tidy").file();

    CommandResult outcome = commands.executable("tidy", file).execute(invocation("src/**"));

    assertThat(outcome.facts()).containsEntry("arguments", "src/**");
    assertThat(entry("tidy").spec().modifies()).isTrue();
  }

  @Test
  void checksProgramAgainAfterPlaceholderReplacement() throws Exception {
    write(folder, "wrap.md", "---\nrun: [env, $ARGUMENTS]\n---\nDoes it.\n");
    Command wrap = commands().executable("wrap", entry("wrap").file());

    assertThat(wrap.execute(invocation("make lint")).summary()).contains("[env, make, lint]");
    assertThat(wrap.execute(invocation("sh -c ls")).findFailure().orElseThrow().kind())
        .isEqualTo(CommandResult.FailureKind.REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run: [grep, $1]| -rx| REFUSED",
        "run: [grep, $ARGUMENTS]| a --include=x| REFUSED",
        "run: [grep, $1, $2]| a -f| REFUSED",
        "run: [grep, --, $ARGUMENTS]| -rx|",
        "run: [grep, x-$1]| -rx|",
        "run: [grep, --file=$1]| -rx|",
        "'run: [grep, $1]\nargument-hint: \"[--fix] [path]\"'| --fix|",
        "'run: [grep, $1]\nargument-hint: \"[a-path]\"'| --fix| REFUSED",
      })
  void passesNoArgumentThatCouldBeAnOption(String frontMatter, String arguments, String failure)
      throws Exception {
    write(folder, "search.md", "---\n" + frontMatter + "\n---\nDoes it.\n");

    var outcome =
        commands().executable("search", entry("search").file()).execute(invocation(arguments));

    assertThat(outcome.findFailure().map(found -> found.kind().name()))
        .isEqualTo(Optional.ofNullable(failure));
  }

  @Test
  void executesStoredDefinitionAfterFileDeletion() throws Exception {
    write(folder, "gone.md", "---\nrun: [make]\n---\nDoes it.\n");
    CommandFile stored = entry("gone").file();
    Files.delete(folder.resolve("gone.md"));

    assertThat(commands().executable("gone", stored).execute(invocation("")).summary())
        .isEqualTo("ran [[make]]");
  }
}
