package dev.pawl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pawl.process.ProcessRunner.ProcessSpec;
import dev.pawl.workspace.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.FileSystemResource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

/** Runs real programs, including some that ignore termination signals. */
@ExtendWith(OutputCaptureExtension.class)
class ProcessRunnerTests {

  @TempDir Path folder;
  private ProcessRunner processRunner =
      new ProcessRunner(TestProcessSandboxes.hiding(Path.of("no-data")));
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());

  private int script(String text) throws IOException, InterruptedException {
    TestFiles.write(folder, "script", "#!/bin/bash\n" + text);
    TestFiles.chmod(folder, "script", "rwxr-xr-x");
    return processRunner.run(List.of(folder.resolve("script").toString()), folder, output::add);
  }

  @Test
  void returnsExitCodeAndBothOutputs() throws Exception {
    assertThat(script("echo one; echo two >&2; exit 7\n")).isEqualTo(7);

    assertThat(output).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void doesNotInterpretArgumentsAsShell() throws Exception {
    assertThat(processRunner.run(List.of("echo", "$(id)", "; exit 3", "*"), folder, output::add))
        .isZero();

    assertThat(output).containsExactly("$(id) ; exit 3 *");
  }

  @Test
  void passesOnlyFewVariables() throws Exception {
    script("env | sort\n");

    assertThat(output)
        .allMatch(line ->
            line.matches(
                "(PATH|JAVA_HOME|LANG|LC_ALL|TZ|HOME|TMPDIR|PAWL_RUN|PWD|SHLVL|_|OLDPWD"
                    + "|GIT_CONFIG_(COUNT|KEY_0|VALUE_0))=.*"))
        .contains("HOME=" + folder);
  }

  private int startWith(String input, Map<String, String> environment, String... arguments)
      throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Path work = Files.createDirectories(folder.resolve("work"));
    return processRunner.run(
        ProcessSpec.of(List.of(arguments), work, home)
            .withInput(input)
            .withEnvironment(environment),
        output::add);
  }

  @Test
  void passesStandardInput() throws Exception {
    assertThat(startWith("one\ntwo", Map.of(), "cat")).isZero();

    assertThat(output).containsExactly("one", "two");
  }

  @Test
  void toleratesProgramThatIgnoresLongInput() throws Exception {
    assertThat(startWith("x".repeat(10_000_000), Map.of(), "true")).isZero();
  }

  @Test
  void separatesWorkingDirectoryAndHome() throws Exception {
    assertThat(startWith("", Map.of(), "bash", "-c", "pwd; echo $HOME")).isZero();

    assertThat(output.getFirst()).endsWith("/work");
    assertThat(output.getLast()).endsWith("/home");
  }

  @Test
  void addsGivenVariables() throws Exception {
    startWith("", Map.of("MINE", "a b", "HOME", "/never"), "bash", "-c", "echo $MINE $HOME");

    assertThat(output.getLast()).startsWith("a b ").doesNotContain("/never");
  }

  @Test
  void closesInputWhenThereIsNone() throws Exception {
    assertThat(script("cat; echo end\n")).isZero();

    assertThat(output).containsExactly("end");
  }

  @Test
  void failsWhenProgramIsMissing() {
    assertThatIOException()
        .isThrownBy(() -> processRunner.run(List.of("/no/such/program"), folder, output::add));
  }

  @Test
  void killsProgramWithTooMuchOutput() throws Exception {
    assertThat(script("yes 0123456789012345678901234567890123456789\n")).isNotZero();

    assertThat(output.getLast()).contains("exceeds 10 MiB");
  }

  /** Disables the sandbox, because process ids inside it differ from those outside. */
  private void disableBubblewrap() {
    processRunner = new ProcessRunner(TestProcessSandboxes.disabled(true));
  }

  @Test
  void leavesNoChildWhenProgramExits() throws Exception {
    disableBubblewrap();
    assertThat(
            script(
                "setsid bash -c 'echo $$ > daemon.pid; exec tail -f /dev/null' </dev/null"
                    + " >/dev/null 2>&1 &\n"
                    + "while [ ! -s daemon.pid ]; do :; done\n"))
        .isZero();

    assertTerminated("daemon.pid");
  }

  @Test
  void terminatesProcessTreeOnInterrupt() throws Exception {
    var started = new CountDownLatch(1);
    var interrupted = new AtomicBoolean();
    disableBubblewrap();
    TestFiles.write(
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
    TestFiles.chmod(folder, "script", "rwxr-xr-x");
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                processRunner.run(
                    List.of(folder.resolve("script").toString()),
                    folder,
                    line -> started.countDown());
              } catch (InterruptedException e) {
                interrupted.set(true);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    thread.interrupt();
    thread.join(TimeUnit.SECONDS.toMillis(40));

    assertThat(thread.isAlive()).isFalse();
    assertThat(interrupted).isTrue();
    assertTerminated("stubborn.pid");
    assertTerminated("daemon.pid");
  }

  private void assertTerminated(String file) throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve(file)).strip());
    var handle = ProcessHandle.of(pid);
    if (handle.isPresent()) {
      handle.get().onExit().get(10, TimeUnit.SECONDS);
    }
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void refusesProgramsWithoutSandboxUnlessAllowed() throws Exception {
    processRunner = new ProcessRunner(TestProcessSandboxes.disabled(false));

    assertThatExceptionOfType(SandboxMissingException.class)
        .isThrownBy(() -> script("touch ran\n"))
        .withMessageContaining("not run: no sandbox")
        .withMessageContaining("pawl.process.allow-unsandboxed-programs");
    assertThat(folder.resolve("ran")).doesNotExist();
    assertThat(processRunner.refusal()).isPresent();

    processRunner = new ProcessRunner(TestProcessSandboxes.disabled(true));

    assertThat(processRunner.refusal()).isEmpty();
    assertThat(script("touch ran\n")).isZero();
  }

  @Test
  void logsWhatTheAbsenceOfASandboxMeans(CapturedOutput log) {
    TestProcessSandboxes.disabled(false);

    assertThat(log).contains("Programs are refused", "built-in and WebAssembly tools do");

    TestProcessSandboxes.disabled(true);

    assertThat(log)
        .contains("Programs run without a sandbox", "including the files of other targets");
  }

  private static void assumeBubblewrap() {
    assumeThat(TestProcessSandboxes.hiding(Path.of("no-data")).isBubblewrapEnabled())
        .as("bubblewrap works")
        .isTrue();
  }

  @Test
  void sandboxTerminatesAllItsProcesses() throws Exception {
    assumeBubblewrap();
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
  void sandboxTerminatesProcessThatLeftTheTreeAndClearedItsEnvironment() throws Exception {
    assumeBubblewrap();
    String name = "pawl-" + UUID.randomUUID();

    assertThat(
            script(
                "( env -i setsid bash -c '(exec -a %s tail -f /dev/null) & echo started > started'"
                        .formatted(name)
                    + " </dev/null >/dev/null 2>&1 & )\n"
                    + "while [ ! -s started ]; do :; done\n"))
        .isZero();

    assertThat(ProcessHandle.allProcesses())
        .noneMatch(process -> process.info().commandLine().orElse("").contains(name));
  }

  @Test
  void sandboxHidesProcessesOutside() throws Exception {
    assumeBubblewrap();

    script(
        "cat /proc/%d/environ /proc/%d/cmdline 2>/dev/null && echo readable\n"
                .formatted(ProcessHandle.current().pid(), ProcessHandle.current().pid())
            + "ls -d /proc/[0-9]* | wc -l\n");

    assertThat(output).doesNotContain("readable");
    assertThat(Integer.parseInt(output.getLast().strip())).isLessThan(10);
  }

  @Test
  void sandboxHidesSocketsAndTemporaryFilesOfOthers() throws Exception {
    assumeBubblewrap();
    Path other = Files.createTempFile(Path.of("/tmp"), "other", ".txt");
    try {
      script(
          "cat %s || echo hidden; touch /tmp/mine || echo read-only; ls /run | wc -l\n"
              .formatted(other));

      assertThat(output).contains("hidden", "read-only").last().isEqualTo("0");
    } finally {
      Files.delete(other);
    }
  }

  @Test
  void sandboxHidesConfigurationFiles() throws Exception {
    assumeBubblewrap();
    // Not below the folder for temporary files, which is hidden anyway.
    Path file =
        Files.createTempFile(Path.of("target").toAbsolutePath(), "application", ".properties");
    Files.writeString(file, "pawl.security.admin-token=hush\n");
    var environment = new MockEnvironment();
    environment
        .getPropertySources()
        .addLast(
            new PropertiesPropertySourceLoader()
                .load("file", new FileSystemResource(file))
                .getFirst());
    var properties =
        new ProcessProperties(true, false, false, DataSize.ofGigabytes(4), DataSize.ofGigabytes(1));
    processRunner =
        new ProcessRunner(new ProcessSandbox(properties, Path.of("no-data"), environment));

    try {
      script("cat %s; echo end\n".formatted(file));
    } finally {
      Files.delete(file);
    }

    assertThat(output).contains("end").noneMatch(line -> line.contains("hush"));
  }

  @Test
  void sandboxProtectsSettingsOfTheKernelAndSecretsOfTheSystem() throws Exception {
    assumeBubblewrap();

    // Opening the file for appending does not change it.
    script(
        "( : >> /proc/sys/kernel/core_pattern ) && echo writable\n"
            + "[ -s /etc/shadow ] && head -c 1 /etc/shadow && echo readable\n"
            + "mount -o remount,rw / && echo remounted\n"
            + "echo end\n");

    assertThat(output)
        .endsWith("end")
        .noneMatch(line -> line.matches(".*(writable|readable|remounted)"));
  }

  @Test
  void sandboxAllowsWritesOnlyToWorkingDirectory() throws Exception {
    assumeBubblewrap();
    Path outside = Files.createDirectories(folder.resolveSibling("outside-" + UUID.randomUUID()));

    script("echo x > %s/file || echo refused; echo y > inside\n".formatted(outside));

    assertThat(output).contains("refused");
    assertThat(outside).isEmptyDirectory();
    assertThat(folder.resolve("inside")).exists();
  }

  @Test
  void sandboxHasNetworkOnlyOnRequest() throws Exception {
    assumeBubblewrap();
    String[] command = {"cat", "/proc/net/dev"};

    processRunner.run(ProcessSpec.of(List.of(command), folder, folder), output::add);
    var withoutNetwork = List.copyOf(output);
    output.clear();
    processRunner.run(ProcessSpec.of(List.of(command), folder, folder).withNetwork(), output::add);

    assertThat(withoutNetwork).filteredOn(line -> line.contains(":")).hasSize(1);
    assertThat(output).hasSizeGreaterThanOrEqualTo(withoutNetwork.size());
  }

  @Test
  void sandboxHidesDataFolderExceptReadablePaths() throws Exception {
    assumeBubblewrap();
    Path data = Files.createDirectories(folder.resolve("data"));
    TestFiles.write(data, "secret/a.txt", "other targets");
    TestFiles.write(data, "own/b.txt", "for this program");
    Path work = Files.createDirectories(data.resolve("work"));
    processRunner = new ProcessRunner(TestProcessSandboxes.hiding(data));

    processRunner.run(
        ProcessSpec.of(List.of("find", data.toString(), "-type", "f"), work, work)
            .withReadable(data.resolve("own")),
        output::add);

    assertThat(output).containsExactly(data.resolve("own/b.txt").toString());
  }

  @Test
  void limitsMemoryOfProgram() throws Exception {
    assumeThat(ProcessRunner.findOnPath("prlimit")).as("prlimit is installed").isPresent();
    processRunner =
        new ProcessRunner(
            TestProcessSandboxes.create(true, true, DataSize.ofMegabytes(64), Path.of("no-data")));

    assertThat(script("x=$(head -c 200000000 /dev/zero | tr '\\0' x)\n")).isNotZero();
  }

  @Test
  void cutsLongLineAndContinues() throws Exception {
    assertThat(
            script(
                "echo before; head -c 12000000 /dev/zero | tr '\\0' x; echo; echo after; printf"
                    + " end\n"))
        .isZero();

    assertThat(output).hasSize(4);
    assertThat(output.get(0)).isEqualTo("before");
    assertThat(output.get(1))
        .hasSizeLessThan(70_000)
        .startsWith("xxx")
        .endsWith("x [cut: 11,934,464 more characters]");
    assertThat(output.get(2)).isEqualTo("after");
    assertThat(output.get(3)).isEqualTo("end");
  }

  @Test
  void cutsLongLastLine() throws Exception {
    script("head -c 100000 /dev/zero | tr '\\0' x\n");

    assertThat(output).singleElement().asString().endsWith("[cut: 34,464 more characters]");
  }

  @Test
  void keepsLongLineOnRequest() throws Exception {
    processRunner.run(
        ProcessSpec.of(
                List.of("bash", "-c", "head -c 2000000 /dev/zero | tr '\\0' x"), folder, folder)
            .withLongLines(),
        output::add);

    assertThat(output).singleElement().asString().hasSize(2_000_000);
  }

  @Test
  void countsLineEnds() throws Exception {
    assertThat(script("yes ''\n")).isNotZero();

    assertThat(output.getLast()).contains("exceeds 10 MiB");
  }

  @Test
  void splitsAtAllLineEnds() throws Exception {
    script("printf 'a\\r\\nb\\rc\\n\\nd'\n");

    assertThat(output).containsExactly("a", "b", "c", "", "d");
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/bin:/bin, /usr/bin:/bin",
    ":/usr/bin, /usr/bin",
    "/usr/bin:, /usr/bin",
    ".:bin:/usr/bin::../x, /usr/bin",
    ":., /usr/local/bin:/usr/bin:/bin"
  })
  void searchesForNoProgramInTheFolderOfATarget(String searchPath, String folders) {
    assertThat(ProcessRunner.absoluteFolders(searchPath)).isEqualTo(folders);
  }

  /** Runs a service whose search path begins with an empty folder, which means the current one. */
  @Test
  void runsNoProgramOfATargetInPlaceOfAnInstalledOne() throws Exception {
    for (String name : List.of("prlimit", "bwrap", "true")) {
      TestFiles.write(folder, name, "#!/bin/sh\necho program of the target\n");
      TestFiles.chmod(folder, name, "rwxr-xr-x");
    }
    var builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                RunTrue.class.getName(),
                folder.toString())
            .redirectErrorStream(true);
    builder.environment().compute("PATH", (name, folders) -> ":" + folders);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("exit 0").doesNotContain("program of the target");
  }

  /** Runs a program by its name in the folder that is the argument. */
  static final class RunTrue {

    private RunTrue() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      Path home = Files.createDirectories(folder.resolve("home"));
      for (ProcessSandbox sandbox :
          List.of(
              TestProcessSandboxes.hiding(Path.of("no-data")),
              TestProcessSandboxes.disabled(true))) {
        int exitCode =
            new ProcessRunner(sandbox)
                .run(ProcessSpec.of(List.of("true"), folder, home), System.out::println);
        System.out.println("exit " + exitCode);
      }
    }
  }
}
