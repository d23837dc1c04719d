package dev.pawl.process;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Runs programs and terminates each with all processes that it started, including those that left its process tree. */
@Component
public class ProcessRunner {

  private static final String MARKER_VARIABLE = "PAWL_RUN";

  /**
   * Keeps git from using a folder of the workspace as a repository because it contains files with the names of those of git,
   * such as a configuration that names programs.
   */
  private static final Map<String, String> GIT_SETTINGS =
      Map.of(
          "GIT_CONFIG_COUNT",
          "1",
          "GIT_CONFIG_KEY_0",
          "safe.bareRepository",
          "GIT_CONFIG_VALUE_0",
          "explicit");

  private static final String PATH = "PATH";
  private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final Set<String> INHERITED_VARIABLES =
      Set.of(PATH, "JAVA_HOME", "LANG", "LC_ALL", "TZ");
  private static final int MAX_OUTPUT = 10 << 20;

  /** The number of characters, including those that are cut, after which a program is killed. */
  private static final long MAX_RAW_OUTPUT = 1L << 30;

  private static final int BUFFER_SIZE = 8 << 10;

  /** The length at which a line is cut, unless the caller needs long lines. */
  private static final int MAX_LINE_LENGTH = 64 << 10;

  private static final long TERMINATION_TIMEOUT_SECONDS = 10;

  /**
   * A description of how to start a program.
   *
   * @param arguments the program and its arguments, not interpreted by a shell
   * @param folder the working directory
   * @param home the home directory, also used for temporary files
   * @param input the text for standard input
   * @param environment additional environment variables
   * @param readablePaths the files and folders of Pawl that the program may read
   * @param mounts folders that the program may only read, by the path at which it sees them
   * @param network whether the program may use the network
   * @param maxLineLength the length at which a line of the output is cut
   * @param confined whether the program sees no files of the machine but the libraries of the system, its readable paths
   *     and its own folders
   */
  public record ProcessSpec(
      List<String> arguments,
      Path folder,
      Path home,
      String input,
      Map<String, String> environment,
      List<Path> readablePaths,
      Map<Path, Path> mounts,
      boolean network,
      int maxLineLength,
      boolean confined) {

    /** Creates a description without input, additional variables or network access. */
    public static ProcessSpec of(List<String> arguments, Path folder, Path home) {
      return new ProcessSpec(
          arguments,
          folder,
          home,
          "",
          Map.of(),
          List.of(),
          Map.of(),
          false,
          MAX_LINE_LENGTH,
          false);
    }

    /** Returns a copy with the given standard input. */
    public ProcessSpec withInput(String text) {
      return copy(changed -> changed.input = text);
    }

    /** Returns a copy with the given additional variables. */
    public ProcessSpec withEnvironment(Map<String, String> variables) {
      return copy(changed -> changed.environment = variables);
    }

    /** Returns a copy that may read the given files and folders of Pawl. */
    public ProcessSpec withReadable(Path... files) {
      return copy(changed -> changed.readablePaths = List.of(files));
    }

    /** Returns a copy that sees folders read-only at other paths, which are the keys of the map. */
    public ProcessSpec withMounts(Map<Path, Path> folders) {
      return copy(changed -> changed.mounts = folders);
    }

    /** Returns a copy whose output lines are not cut, for reports in one line. */
    public ProcessSpec withLongLines() {
      return copy(changed -> changed.maxLineLength = MAX_OUTPUT);
    }

    /** Returns a copy with network access. */
    public ProcessSpec withNetwork() {
      return copy(changed -> changed.network = true);
    }

    /**
     * Returns a copy that sees no files of the machine but the libraries of the system and the given files and folders:
     * for programs that run code of a target. Only a sandbox can enforce this.
     */
    public ProcessSpec confinedTo(Collection<Path> files) {
      return copy(changed -> {
        changed.readablePaths = List.copyOf(files);
        changed.confined = true;
      });
    }

    private ProcessSpec copy(Consumer<Options> change) {
      var changed = new Options(this);
      change.accept(changed);
      return new ProcessSpec(
          arguments,
          folder,
          home,
          changed.input,
          changed.environment,
          changed.readablePaths,
          changed.mounts,
          changed.network,
          changed.maxLineLength,
          changed.confined);
    }

    /** The components that a copy may change. */
    private static final class Options {

      private String input;
      private Map<String, String> environment;
      private List<Path> readablePaths;
      private Map<Path, Path> mounts;
      private boolean network;
      private int maxLineLength;
      private boolean confined;

      Options(ProcessSpec spec) {
        input = spec.input;
        environment = spec.environment;
        readablePaths = spec.readablePaths;
        mounts = spec.mounts;
        network = spec.network;
        maxLineLength = spec.maxLineLength;
        confined = spec.confined;
      }
    }
  }

  private final ProcessSandbox sandbox;

  public ProcessRunner(ProcessSandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Returns the reason why no program is run on this node; empty if programs may run. */
  public Optional<String> refusal() {
    return sandbox.refusal();
  }

  /** Returns whether programs run in a sandbox that hides files from them. */
  public boolean hidesFiles() {
    return sandbox.isBubblewrapEnabled();
  }

  /** Runs a program that may use the network, with its working directory as its home. */
  public int run(List<String> arguments, Path folder, Consumer<String> output)
      throws IOException, InterruptedException {
    return run(ProcessSpec.of(arguments, folder, folder).withNetwork(), output);
  }

  /**
   * Runs a program and waits for its exit. Long lines are cut with a mark. A program that writes more than 10 MiB, not
   * counting what is cut, is killed.
   *
   * @param output the consumer of its output lines (standard output and standard error)
   * @return the exit code
   * @throws InterruptedException when the step was stopped; the program and its descendants have then been terminated
   * @throws SandboxMissingException when there is no sandbox, and programs may not run without one
   * @throws IOException when the program cannot be started
   */
  public int run(ProcessSpec spec, Consumer<String> output)
      throws IOException, InterruptedException {
    ensureInstalled(spec);
    Optional<String> refusal = refusal();
    if (refusal.isPresent()) {
      throw new SandboxMissingException(spec.arguments().getFirst(), refusal.get());
    }
    String marker = UUID.randomUUID().toString();
    var builder =
        new ProcessBuilder(sandbox.wrap(spec))
            .directory(spec.folder().toFile())
            .redirectErrorStream(true);
    prepareEnvironment(builder.environment(), marker, spec);
    Process process = builder.start();
    try {
      // In parallel: a program that does not read its input must not block reading of its output.
      Thread.ofVirtual().start(() -> writeInput(process, spec.input()));
      Thread reader =
          Thread.ofVirtual().start(() -> readOutput(process, spec.maxLineLength(), output));
      int exitCode = MemoryMeter.awaitExit(process);
      terminateUninterruptibly(process, marker, false);
      reader.join();
      return exitCode;
    } finally {
      terminateUninterruptibly(process, marker, true);
    }
  }

  /**
   * Checks that a program exists before it is wrapped, because the error message of the wrapper would be misleading.
   */
  private static void ensureInstalled(ProcessSpec spec) throws IOException {
    String program = spec.arguments().getFirst();
    boolean installed =
        program.indexOf('/') < 0
            ? findOnPath(program).isPresent()
            : Files.isExecutable(spec.folder().resolve(program));
    if (!installed) {
      throw new IOException(
          "Cannot run program \"%s\": not installed or not executable".formatted(program));
    }
  }

  /** Returns the path of a program on PATH; empty when it is not installed. */
  public static Optional<Path> findOnPath(String name) {
    return Arrays.stream(
            absoluteFolders(System.getenv().getOrDefault(PATH, DEFAULT_PATH)).split(":"))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /** Returns a search path without relative folders, which would be in the target; an empty one is the current folder. */
  static String absoluteFolders(String searchPath) {
    String folders =
        Arrays.stream(searchPath.split(":"))
            .filter(folder -> folder.startsWith("/"))
            .collect(Collectors.joining(":"));
    return folders.isEmpty() ? DEFAULT_PATH : folders;
  }

  /**
   * Terminates processes in a separate thread, because reading their environment would stop when the caller is
   * interrupted.
   */
  private static void terminateUninterruptibly(
      Process process, String marker, boolean includeRoot) {
    Thread terminator = Thread.ofPlatform().start(() -> terminate(process, marker, includeRoot));
    boolean interrupted = false;
    while (terminator.isAlive()) {
      try {
        terminator.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void prepareEnvironment(
      Map<String, String> environment, String marker, ProcessSpec spec) {
    environment.keySet().retainAll(INHERITED_VARIABLES);
    environment.computeIfPresent(PATH, (name, folders) -> absoluteFolders(folders));
    environment.putAll(GIT_SETTINGS);
    environment.putAll(spec.environment());
    environment.put(MARKER_VARIABLE, marker);
    environment.put("HOME", spec.home().toString());
    environment.put("TMPDIR", spec.home().toString());
  }

  private static void writeInput(Process process, String input) {
    try (var writer = process.outputWriter(StandardCharsets.UTF_8)) {
      writer.write(input);
    } catch (IOException ignored) {
      // A program may exit or close its input without reading all of it.
    }
  }

  private static void readOutput(Process process, int maxLineLength, Consumer<String> output) {
    var splitter = new LineSplitter(maxLineLength, output);
    try (var reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      var buffer = new char[BUFFER_SIZE];
      for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
        splitter.add(buffer, length);
        if (splitter.kept() > MAX_OUTPUT || splitter.total() > MAX_RAW_OUTPUT) {
          output.accept("[terminated: output exceeds 10 MiB]");
          process.destroyForcibly();
          return;
        }
      }
      splitter.finish();
    } catch (IOException e) {
      splitter.finish();
      output.accept("[output ended: " + e.getMessage() + "]");
    }
  }

  /** Terminates all processes that carry the mark; kills those that have not ended after 10 seconds. */
  private static void terminate(Process process, String marker, boolean includeRoot) {
    Set<ProcessHandle> remaining = findMarked(process, marker, includeRoot);
    remaining.forEach(ProcessHandle::destroy);
    CompletableFuture<?>[] exits =
        remaining.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(exits).get(TERMINATION_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException notEnded) {
      remaining.forEach(ProcessHandle::destroyForcibly);
    }
    // Further rounds find processes that were started in the meantime.
    for (int round = 0; round < 3; round++) {
      findMarked(process, marker, includeRoot).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Set<ProcessHandle> findMarked(
      Process process, String marker, boolean includeRoot) {
    Set<ProcessHandle> handles = new HashSet<>(process.descendants().collect(Collectors.toSet()));
    ProcessHandle.allProcesses().filter(handle -> isMarked(handle, marker)).forEach(handles::add);
    handles.remove(process.toHandle());
    if (includeRoot && process.isAlive()) {
      handles.add(process.toHandle());
    }
    return handles;
  }

  private static boolean isMarked(ProcessHandle process, String marker) {
    try {
      byte[] environment =
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
      return new String(environment, StandardCharsets.ISO_8859_1)
          .contains(MARKER_VARIABLE + "=" + marker);
    } catch (IOException unreadable) {
      return false;
    }
  }
}
