package dev.pawl.commandfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.cache.Cache;
import dev.pawl.cache.InMemoryCache;
import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandFile;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.process.ProcessRunner;
import dev.pawl.process.ProcessSandbox;
import dev.pawl.process.TestProcessSandboxes;
import dev.pawl.registry.TestCommandRegistries;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs real programs, scripts and agents, and checks which of their changes are kept. */
class CommandFileRunnerTests {

  @TempDir Path target;
  @TempDir Path commands;
  private final List<String> log = new ArrayList<>();
  private final Cache cache = new InMemoryCache();
  private TestWorkspace openWorkspace;
  private Duration clockOffset = Duration.ZERO;
  private ProcessSandbox sandbox = TestProcessSandboxes.hiding(Path.of("no-data"));

  @BeforeEach
  void openWorkspace() {
    TestFiles.write(target, "src/a.txt", "a\n");
    TestFiles.write(target, "src/sub/b.txt", "b\n");
    TestFiles.write(target, "LICENSE", "mine\n");
    openWorkspace = TestWorkspace.of(target);
  }

  private CommandResult run(String frontMatter, String body, String arguments) throws Exception {
    TestFiles.write(
        commands,
        "it.md",
        "---\n" + frontMatter + "\n---\n" + (body.isEmpty() ? "Does it." : body) + "\n");
    Map<String, List<String>> agents =
        Map.of("worker", List.of("tee", "src/told.txt"), "broken", List.of("/no/such/program"));
    var runner =
        new CommandFileRunner(
            openWorkspace.workspaces(),
            new ProcessRunner(sandbox),
            new ProgramResultCache(cache, Clock.offset(Clock.systemUTC(), clockOffset)));
    var registry = TestCommandRegistries.ofFolderWithRunner(runner, commands, agents);
    CommandFile file = registry.catalog().find("it").orElseThrow().file();
    Command command = registry.executable("it", file);
    return command.execute(
        new CommandContext(
            openWorkspace.key(), new Arguments(arguments), Map.of(), log::add, () -> {}));
  }

  @Test
  void runsInWorkspaceAndReportsChanges() throws Exception {
    CommandResult outcome =
        run("run: [[touch, src/new.txt], [cp, src/a.txt, src/sub/b.txt]]\nwrites: src/**", "", "");

    assertThat(outcome.findFailure()).isEmpty();
    assertThat(outcome.changed()).containsExactly("src/new.txt", "src/sub/b.txt");
    assertThat(TestFiles.read(openWorkspace.folder(), "src/sub/b.txt")).isEqualTo("a\n");
    assertThat(Files.exists(target.resolve("src/new.txt"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "./src/tool",
        "src/tool",
        "src/../src/tool",
        "src/sub/../tool",
        "env, ./src/tool",
        "env, -i, A=b, src/tool",
        "timeout, 30s, nice, -n, 5, src/tool"
      })
  void runsNoProgramOfAnUntrustedTarget(String program) throws Exception {
    TestFiles.write(target, "src/tool", "#!/bin/bash\ntouch src/ran\n");
    TestFiles.chmod(target, "src/tool", "rwxr-xr-x");
    openWorkspace = TestWorkspace.of(target);

    CommandResult outcome = run("run: [" + program + "]\nwrites: src/**", "", "");

    assertThat(outcome.findFailure().orElseThrow().kind()).isEqualTo(FailureKind.REFUSED);
    assertThat(outcome.findFailure().orElseThrow().message()).contains("not trusted");
    assertThat(openWorkspace.folder().resolve("src/ran")).doesNotExist();

    openWorkspace = TestWorkspace.of(target, target.toRealPath().toString());

    assertThat(run("run: [" + program + "]\nwrites: src/**", "", "").changed())
        .containsExactly("src/ran");
  }

  @Test
  void runsNoProgramThatFilesLikeThoseOfGitName() throws Exception {
    TestFiles.write(target, "src/tool", "#!/bin/bash\ntouch ran\n");
    TestFiles.chmod(target, "src/tool", "rwxr-xr-x");
    TestFiles.write(target, "HEAD", "ref: refs/heads/main\n");
    TestFiles.write(
        target,
        "config",
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = src\n\tfsmonitor = %s\n"
            .formatted("./tool"));
    TestFiles.write(target, "objects/info/keep", "\n");
    TestFiles.write(target, "refs/heads/keep", "\n");
    openWorkspace = TestWorkspace.of(target);

    run("run: [git, status]\nwrites: '**'", "", "");

    assertThat(openWorkspace.folder().resolve("src/ran")).doesNotExist();
    assertThat(openWorkspace.folder().resolve("ran")).doesNotExist();
  }

  @Test
  void refusesProgramsWithoutSandbox() throws Exception {
    sandbox = TestProcessSandboxes.disabled(false);

    CommandResult outcome = run("run: [touch, src/new.txt]\nwrites: src/**", "", "");

    assertThat(outcome.findFailure().orElseThrow().kind()).isEqualTo(FailureKind.REFUSED);
    assertThat(outcome.findFailure().orElseThrow().message()).contains("not run: no sandbox");
    assertThat(openWorkspace.folder().resolve("src/new.txt")).doesNotExist();
  }

  @Test
  void passesArgumentsVerbatim() throws Exception {
    run("run: [touch, \"src/$1\"]\nwrites: src/**", "", "'$(id); x'");

    assertThat(openWorkspace.folder().resolve("src/$(id); x")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run: [rm, src/a.txt]| deleted src/a.txt",
        "run: [touch, outside.txt]| which its writes do not include",
        "run: [chmod, +x, src/a.txt]| the mode or type",
        "run: [ln, -sf, b.txt, src/a.txt]| the mode or type",
        "run: [cp, src/a.txt, LICENSE]| a critical file",
      })
  void rollsBackForbiddenChanges(String run, String reason) throws Exception {
    String before = openWorkspace.workspace().checkpoint();

    CommandResult outcome = run(run + "\nwrites: [\"src/**\", \"LIC*\"]", "", "");

    assertThat(outcome.findFailure().orElseThrow().message()).contains(reason);
    assertThat(openWorkspace.workspace().checkpoint()).isEqualTo(before);
  }

  @Test
  void allowsNamedCriticalFile() throws Exception {
    assertThat(run("run: [cp, src/a.txt, LICENSE]\nwrites: LICENSE", "", "").changed())
        .containsExactly("LICENSE");
  }

  @Test
  void revertsChangesWithoutDeclaredWrites() throws Exception {
    String before = openWorkspace.workspace().checkpoint();

    CommandResult outcome = run("run: [touch, src/.cache]", "", "");

    assertThat(outcome.findFailure()).isEmpty();
    assertThat(outcome.warnings()).singleElement().asString().contains("src/.cache");
    assertThat(openWorkspace.workspace().checkpoint()).isEqualTo(before);
  }

  @Test
  void failsWithExitCodeAndLastOutputLine() throws Exception {
    CommandResult outcome =
        run("run: [[touch, src/x], [ls, /no/such/place]]\nwrites: src/**", "", "");

    assertThat(outcome.findFailure().orElseThrow())
        .returns(FailureKind.BROKEN, CommandResult.Failure::kind)
        .satisfies(failure -> assertThat(failure.message()).startsWith("exit 2 of ls: "));
    assertThat(openWorkspace.folder().resolve("src/x")).doesNotExist();
  }

  @Test
  void failsWhenProgramIsMissing() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> run("run: [no-such-program]", "", ""))
        .withMessageContaining("no-such-program");
  }

  @Test
  void runsScriptBlocksWhenAllowed() throws Exception {
    CommandResult outcome =
        run(
            "run: script\nwrites: src/**",
            "First:\n"
                + "```bash\n"
                + "echo \"$1-$ARGUMENTS-$HOME\" > src/told.txt\n"
                + "```\n"
                + "Then:\n"
                + "```sh\n"
                + "false\n"
                + "touch src/never\n"
                + "```",
            "'a b' c");

    assertThat(outcome.findFailure().orElseThrow().message()).startsWith("exit 1 of bash");
    assertThat(openWorkspace.folder().resolve("src/told.txt")).as("rolled back").doesNotExist();

    run(
        "run: script\nwrites: src/**",
        "```bash\necho \"$1-$ARGUMENTS\" > src/told.txt\n```",
        "'a b' c");
    assertThat(TestFiles.read(openWorkspace.folder(), "src/told.txt")).isEqualTo("a b-'a b' c\n");
  }

  @Test
  void passesPromptWithFilesAndArgumentsToAgent() throws Exception {
    TestFiles.write(commands, "secret.txt", "secret");
    CommandResult outcome =
        run(
            "run: agent\nwrites: src/*",
            "Fix $1 like @src/a.txt but not @../secret.txt, me@src/a.txt or @src/none.txt.",
            "it");

    assertThat(outcome.changed()).containsExactly("src/told.txt");
    assertThat(TestFiles.read(openWorkspace.folder(), "src/told.txt"))
        .isEqualTo("Fix it like a\n but not @../secret.txt, me@src/a.txt or @src/none.txt.");
  }

  @Test
  void keepsHomeOutOfWorkspace() throws Exception {
    CommandResult outcome =
        run("run: script\nwrites: src/**", "```sh\necho x > \"$HOME/x\"\n```\n", "");

    assertThat(outcome.findFailure()).isEmpty();
    assertThat(outcome.changed()).isEmpty();
  }

  /** Writes the time, so that a second run can be distinguished from a first one. */
  private CommandResult runStampScript(String frontMatter, String arguments) throws Exception {
    return run(
        "run: script\nwrites: src/**\n" + frontMatter,
        "```bash\ndate +%s%N > src/stamp\n```",
        arguments);
  }

  private String readStamp() {
    return TestFiles.read(openWorkspace.folder(), "src/stamp");
  }

  @Test
  void reusesResultWhileNothingChanged() throws Exception {
    String before = openWorkspace.workspace().checkpoint();
    CommandResult first = runStampScript("cache: true", "");
    String firstStamp = readStamp();
    openWorkspace.workspace().restore(before);

    assertThat(runStampScript("cache: true", ""))
        .isEqualTo(first.withFact(CommandResult.REUSED, "true"));
    assertThat(readStamp()).isEqualTo(firstStamp);
    assertThat(log).last().asString().startsWith("Reusing the result of ");
  }

  @Test
  void runsAgainWhenAnyInputChanged() throws Exception {
    String before = openWorkspace.workspace().checkpoint();
    runStampScript("cache: true", "");
    String firstStamp = readStamp();

    openWorkspace.workspace().restore(before);
    runStampScript("cache: true", "other");
    assertThat(readStamp()).as("arguments").isNotEqualTo(firstStamp);

    openWorkspace.workspace().restore(before);
    runStampScript("cache: true\nmodel: other", "");
    assertThat(readStamp()).as("definition").isNotEqualTo(firstStamp);

    openWorkspace.workspace().restore(before);
    runStampScript("cache: false", "");
    assertThat(readStamp()).as("cache disabled").isNotEqualTo(firstStamp);

    openWorkspace.workspace().restore(before);
    TestFiles.write(openWorkspace.folder(), "src/a.txt", "other\n");
    runStampScript("cache: true", "");
    assertThat(readStamp()).as("files").isNotEqualTo(firstStamp);

    openWorkspace.workspace().restore(before);
    clockOffset = Duration.ofMinutes(61);
    runStampScript("cache: true", "");
    assertThat(readStamp()).as("later").isNotEqualTo(firstStamp);
  }

  @Test
  void doesNotCacheFailures() throws Exception {
    for (int run = 0; run < 2; run++) {
      assertThat(run("run: [[ls, /no/such/place]]\ncache: true", "", "").findFailure()).isPresent();
    }

    assertThat(log).filteredOn(line -> line.startsWith("$ ls")).hasSize(2);
  }
}
