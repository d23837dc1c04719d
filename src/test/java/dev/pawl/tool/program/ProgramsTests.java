package dev.pawl.tool.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.cache.Cache;
import dev.pawl.cache.KeptInMemory;
import dev.pawl.command.Arguments;
import dev.pawl.command.Command;
import dev.pawl.command.CommandFile;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.registry.CommandsOf;
import dev.pawl.tool.process.Isolation;
import dev.pawl.tool.process.Processes;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
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

/** Runs real programs, scripts and agents, and checks which of their changes are kept. */
class ProgramsTests {

  @TempDir Path target;
  @TempDir Path commands;
  private final List<String> log = new ArrayList<>();
  private final Cache cache = new KeptInMemory();
  private OpenWorkspace open;
  private Duration later = Duration.ZERO;

  @BeforeEach
  void openWorkspace() {
    Folders.write(target, "src/a.txt", "a\n");
    Folders.write(target, "src/sub/b.txt", "b\n");
    Folders.write(target, "LICENSE", "mine\n");
    open = OpenWorkspace.of(target);
  }

  private Outcome run(String frontMatter, String body, String arguments) throws Exception {
    Folders.write(
        commands,
        "it.md",
        "---\n" + frontMatter + "\n---\n" + (body.isEmpty() ? "Does it." : body) + "\n");
    Map<String, List<String>> agents =
        Map.of("worker", List.of("tee", "src/told.txt"), "broken", List.of("/no/such/program"));
    var runner =
        new Programs(
            open.workspaces(),
            new Processes(Isolation.usual(Path.of("no-data"))),
            new KnownResults(cache, Clock.offset(Clock.systemUTC(), later)));
    var registry = CommandsOf.running(runner, commands, agents);
    CommandFile file = registry.catalog().find("it").orElseThrow().file();
    Command command = registry.executable("it", file);
    return command.execute(
        new Invocation(open.key(), new Arguments(arguments), Map.of(), log::add, () -> {}));
  }

  @Test
  void worksInTheWorkspaceAndReportsWhatItChanged() throws Exception {
    Outcome outcome =
        run("run: [[touch, src/new.txt], [cp, src/a.txt, src/sub/b.txt]]\nwrites: src/**", "", "");

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.changed()).containsExactly("src/new.txt", "src/sub/b.txt");
    assertThat(Folders.read(open.folder(), "src/sub/b.txt")).isEqualTo("a\n");
    assertThat(Files.exists(target.resolve("src/new.txt"))).isFalse();
  }

  @Test
  void getsArgumentsAsArgumentsWhateverIsInThem() throws Exception {
    run("run: [touch, \"src/$1\"]\nwrites: src/**", "", "'$(id); x'");

    assertThat(open.folder().resolve("src/$(id); x")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run: [rm, src/a.txt]| deleted src/a.txt",
        "run: [touch, outside.txt]| outside of its writes",
        "run: [chmod, +x, src/a.txt]| the mode or type",
        "run: [ln, -sf, b.txt, src/a.txt]| the mode or type",
        "run: [cp, src/a.txt, LICENSE]| a critical file",
      })
  void takesEverythingBackWhenItDoesMoreThanItMay(String run, String why) throws Exception {
    String before = open.workspace().checkpoint();

    Outcome outcome = run(run + "\nwrites: [\"src/**\", \"LIC*\"]", "", "");

    assertThat(outcome.failed().orElseThrow().message()).contains(why);
    assertThat(open.workspace().checkpoint()).isEqualTo(before);
  }

  @Test
  void mayChangeACriticalFileThatItNames() throws Exception {
    assertThat(run("run: [cp, src/a.txt, LICENSE]\nwrites: LICENSE", "", "").changed())
        .containsExactly("LICENSE");
  }

  @Test
  void leavesNothingBehindWhenItDeclaresNoWrites() throws Exception {
    String before = open.workspace().checkpoint();

    Outcome outcome = run("run: [touch, src/.cache]", "", "");

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.warnings()).singleElement().asString().contains("src/.cache");
    assertThat(open.workspace().checkpoint()).isEqualTo(before);
  }

  @Test
  void failsWithTheExitAndTheLastWords() throws Exception {
    Outcome outcome = run("run: [[touch, src/x], [ls, /no/such/place]]\nwrites: src/**", "", "");

    assertThat(outcome.failed().orElseThrow())
        .returns(FailureKind.BROKEN, Outcome.Failure::kind)
        .satisfies(failure -> assertThat(failure.message()).startsWith("exit 2 of ls: "));
    assertThat(open.folder().resolve("src/x")).doesNotExist();
  }

  @Test
  void breaksWhenTheProgramIsNotThere() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> run("run: [no-such-program]", "", ""))
        .withMessageContaining("no-such-program");
  }

  @Test
  void runsTheScriptsOfTheTextWhenThatIsAllowed() throws Exception {
    Outcome outcome =
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

    assertThat(outcome.failed().orElseThrow().message()).startsWith("exit 1 of bash");
    assertThat(open.folder().resolve("src/told.txt")).as("rolled back").doesNotExist();

    run(
        "run: script\nwrites: src/**",
        "```bash\necho \"$1-$ARGUMENTS\" > src/told.txt\n```",
        "'a b' c");
    assertThat(Folders.read(open.folder(), "src/told.txt")).isEqualTo("a b-'a b' c\n");
  }

  @Test
  void tellsAnAgentTheTextWithFilesAndArgumentsInIt() throws Exception {
    Folders.write(commands, "secret.txt", "secret");
    Outcome outcome =
        run(
            "run: agent\nwrites: src/*",
            "Fix $1 like @src/a.txt but not @../secret.txt, me@src/a.txt or @src/none.txt.",
            "it");

    assertThat(outcome.changed()).containsExactly("src/told.txt");
    assertThat(Folders.read(open.folder(), "src/told.txt"))
        .isEqualTo("Fix it like a\n but not @../secret.txt, me@src/a.txt or @src/none.txt.");
  }

  @Test
  void keepsWhatItNeedsOutOfTheWorkspace() throws Exception {
    Outcome outcome = run("run: script\nwrites: src/**", "```sh\necho x > \"$HOME/x\"\n```\n", "");

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.changed()).isEmpty();
  }

  /** Writes the time, so that a second run can be distinguished from a first one. */
  private Outcome stamp(String frontMatter, String arguments) throws Exception {
    return run(
        "run: script\nwrites: src/**\n" + frontMatter,
        "```bash\ndate +%s%N > src/stamp\n```",
        arguments);
  }

  private String stamped() {
    return Folders.read(open.folder(), "src/stamp");
  }

  @Test
  void usesAResultAgainWhileNothingHasChanged() throws Exception {
    String before = open.workspace().checkpoint();
    Outcome first = stamp("cache: true", "");
    String stamp = stamped();
    open.workspace().restore(before);

    assertThat(stamp("cache: true", "")).isEqualTo(first.with(Outcome.KNOWN, "true"));
    assertThat(stamped()).isEqualTo(stamp);
    assertThat(log).last().asString().startsWith("Reusing the result of ");
  }

  @Test
  void runsAgainWhenAnythingIsOtherwise() throws Exception {
    String before = open.workspace().checkpoint();
    stamp("cache: true", "");
    String stamp = stamped();

    open.workspace().restore(before);
    stamp("cache: true", "other");
    assertThat(stamped()).as("arguments").isNotEqualTo(stamp);

    open.workspace().restore(before);
    stamp("cache: true\nmodel: other", "");
    assertThat(stamped()).as("definition").isNotEqualTo(stamp);

    open.workspace().restore(before);
    stamp("cache: false", "");
    assertThat(stamped()).as("cache disabled").isNotEqualTo(stamp);

    open.workspace().restore(before);
    Folders.write(open.folder(), "src/a.txt", "other\n");
    stamp("cache: true", "");
    assertThat(stamped()).as("files").isNotEqualTo(stamp);

    open.workspace().restore(before);
    later = Duration.ofMinutes(61);
    stamp("cache: true", "");
    assertThat(stamped()).as("later").isNotEqualTo(stamp);
  }

  @Test
  void keepsNoFailure() throws Exception {
    for (int run = 0; run < 2; run++) {
      assertThat(run("run: [[ls, /no/such/place]]\ncache: true", "", "").failed()).isPresent();
    }

    assertThat(log).filteredOn(line -> line.startsWith("$ ls")).hasSize(2);
  }
}
