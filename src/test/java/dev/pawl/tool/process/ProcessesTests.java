package dev.pawl.tool.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.tool.process.Processes.Start;
import dev.pawl.workspace.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Runs real programs, including some that ignore termination signals. */
class ProcessesTests {

  @TempDir Path folder;
  private Processes processes = new Processes(Isolation.usual(Path.of("no-data")));
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());

  private int script(String text) throws IOException, InterruptedException {
    Folders.write(folder, "script", "#!/bin/bash\n" + text);
    Folders.chmod(folder, "script", "rwxr-xr-x");
    return processes.run(List.of(folder.resolve("script").toString()), folder, output::add);
  }

  @Test
  void givesExitAndOutputOfBothKinds() throws Exception {
    assertThat(script("echo one; echo two >&2; exit 7\n")).isEqualTo(7);

    assertThat(output).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void readsNoShellLanguageInArguments() throws Exception {
    assertThat(processes.run(List.of("echo", "$(id)", "; exit 3", "*"), folder, output::add))
        .isZero();

    assertThat(output).containsExactly("$(id) ; exit 3 *");
  }

  @Test
  void givesOnlyAFewVariables() throws Exception {
    script("env | sort\n");

    assertThat(output)
        .allMatch(line ->
            line.matches(
                "(PATH|JAVA_HOME|LANG|LC_ALL|TZ|HOME|TMPDIR|PAWL_RUN|PWD|SHLVL|_|OLDPWD)=.*"))
        .contains("HOME=" + folder);
  }

  private int start(String input, Map<String, String> environment, String... arguments)
      throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path work = Files.createDirectories(folder.resolve("work"));
    return processes.run(
        Start.of(List.of(arguments), work, home).with(input).with(environment), output::add);
  }

  @Test
  void givesTheInputThatAProgramReads() throws Exception {
    assertThat(start("one\ntwo", Map.of(), "cat")).isZero();

    assertThat(output).containsExactly("one", "two");
  }

  @Test
  void doesNotMindAProgramThatReadsNothingOfALongInput() throws Exception {
    assertThat(start("x".repeat(10_000_000), Map.of(), "true")).isZero();
  }

  @Test
  void worksInOneFolderAndHasItsHomeInAnother() throws Exception {
    assertThat(start("", Map.of(), "bash", "-c", "pwd; echo $HOME")).isZero();

    assertThat(output.getFirst()).endsWith("/work");
    assertThat(output.getLast()).endsWith("/home");
  }

  @Test
  void addsTheVariablesThatItIsGiven() throws Exception {
    start("", Map.of("MINE", "a b", "HOME", "/never"), "bash", "-c", "echo $MINE $HOME");

    assertThat(output.getLast()).startsWith("a b ").doesNotContain("/never");
  }

  @Test
  void givesNoInput() throws Exception {
    assertThat(script("cat; echo end\n")).isZero();

    assertThat(output).containsExactly("end");
  }

  @Test
  void saysThatAProgramIsMissing() {
    assertThatIOException()
        .isThrownBy(() -> processes.run(List.of("/no/such/program"), folder, output::add));
  }

  @Test
  void endsAProgramThatSaysTooMuch() throws Exception {
    assertThat(script("yes 0123456789012345678901234567890123456789\n")).isNotZero();

    assertThat(output.getLast()).contains("exceeds 10 MiB");
  }

  /** Disables the sandbox, because process ids inside it differ from those outside. */
  private void withoutRooms() {
    var properties =
        new ProcessProperties(false, false, DataSize.ofGigabytes(4), DataSize.ofGigabytes(1));
    processes = new Processes(new Isolation(properties, Path.of("no-data")));
  }

  @Test
  void leavesNoChildBehindWhenAProgramEnds() throws Exception {
    withoutRooms();
    assertThat(
            script(
                "setsid bash -c 'echo $$ > daemon.pid; exec tail -f /dev/null' </dev/null"
                    + " >/dev/null 2>&1 &\n"
                    + "while [ ! -s daemon.pid ]; do :; done\n"))
        .isZero();

    assertGone("daemon.pid");
  }

  @Test
  void endsTheWholeTreeWhenItIsInterrupted() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    withoutRooms();
    Folders.write(
        folder,
        "script",
        """
        #!/bin/bash
        bash -c 'trap "" TERM; echo $$ > stubborn.pid; while :; do read -t 1 < <(tail -f /dev/null); done' &
        ( setsid bash -c 'echo $$ > daemon.pid; exec tail -f /dev/null' </dev/null >/dev/null 2>&1 & )
        while [ ! -s stubborn.pid ] || [ ! -s daemon.pid ]; do :; done
        echo ready
        wait
        """);
    Folders.chmod(folder, "script", "rwxr-xr-x");
    Thread runner =
        Thread.ofPlatform()
            .start(() -> {
              try {
                processes.run(
                    List.of(folder.resolve("script").toString()),
                    folder,
                    line -> begun.countDown());
              } catch (InterruptedException e) {
                interrupted.set(true);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    runner.interrupt();
    runner.join(TimeUnit.SECONDS.toMillis(40));

    assertThat(runner.isAlive()).isFalse();
    assertThat(interrupted).isTrue();
    assertGone("stubborn.pid");
    assertGone("daemon.pid");
  }

  private void assertGone(String file) throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
    var process = ProcessHandle.of(pid);
    if (process.isPresent()) {
      process.get().onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static void assumeRooms() {
    assumeThat(Isolation.usual(Path.of("no-data")).hasRooms()).as("bubblewrap works").isTrue();
  }

  @Test
  void aRoomEndsWithEverythingInIt() throws Exception {
    assumeRooms();
    String name = "pawl-" + UUID.randomUUID();

    assertThat(
            script(
                "(exec -a %s setsid tail -f /dev/null) </dev/null >/dev/null 2>&1 &\n"
                        .formatted(name)
                    + "exit 0\n"))
        .isZero();

    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(name));
  }

  @Test
  void aRoomIsWritableOnlyWhereTheProgramWorks() throws Exception {
    assumeRooms();
    Path outside = Files.createDirectories(folder.resolveSibling("outside-" + UUID.randomUUID()));

    script("echo x > %s/file || echo refused; echo y > inside\n".formatted(outside));

    assertThat(output).contains("refused");
    assertThat(outside).isEmptyDirectory();
    assertThat(folder.resolve("inside")).exists();
  }

  @Test
  void aRoomHasNoNetworkUnlessItIsAskedFor() throws Exception {
    assumeRooms();
    String[] looks = {"cat", "/proc/net/dev"};

    processes.run(Start.of(List.of(looks), folder, folder), output::add);
    var alone = List.copyOf(output);
    output.clear();
    processes.run(Start.of(List.of(looks), folder, folder).online(), output::add);

    assertThat(alone).filteredOn(line -> line.contains(":")).hasSize(1);
    assertThat(output).hasSizeGreaterThanOrEqualTo(alone.size());
  }

  @Test
  void aRoomShowsNothingOfPawlButWhatItMayRead() throws Exception {
    assumeRooms();
    Path data = Files.createDirectories(folder.resolve("data"));
    Folders.write(data, "secret/a.txt", "other targets");
    Folders.write(data, "own/b.txt", "for this program");
    Path work = Files.createDirectories(data.resolve("work"));
    processes = new Processes(new Isolation(ProcessProperties.DEFAULTS, data));

    processes.run(
        Start.of(List.of("find", data.toString(), "-type", "f"), work, work)
            .reading(data.resolve("own")),
        output::add);

    assertThat(output).containsExactly(data.resolve("own/b.txt").toString());
  }

  @Test
  void aProgramMayUseNoMoreMemoryThanItsLimit() throws Exception {
    assumeThat(Processes.onPath("prlimit")).as("prlimit is installed").isPresent();
    var properties =
        new ProcessProperties(true, false, DataSize.ofMegabytes(64), DataSize.ofGigabytes(1));
    processes = new Processes(new Isolation(properties, Path.of("no-data")));

    assertThat(script("x=$(head -c 200000000 /dev/zero | tr '\\0' x)\n")).isNotZero();
  }
}
