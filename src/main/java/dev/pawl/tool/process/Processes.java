package dev.pawl.tool.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
public class Processes {

  private static final String MARK = "PAWL_RUN";
  private static final Set<String> KEPT = Set.of("PATH", "JAVA_HOME", "LANG", "LC_ALL", "TZ");
  private static final long MOST_BYTES = 10L << 20;
  private static final long TERM_SECONDS = 10;

  /**
   * A description of how to start a program.
   *
   * @param arguments the program and its arguments, not interpreted by a shell
   * @param folder the working directory
   * @param home the home directory, also used for temporary files
   * @param input the text for standard input
   * @param environment additional environment variables
   * @param readable the files and folders of Pawl that the program may read
   * @param shown folders that the program may only read, by the path at which it sees them
   * @param network whether the program may use the network
   */
  public record Start(
      List<String> arguments,
      Path folder,
      Path home,
      String input,
      Map<String, String> environment,
      List<Path> readable,
      Map<Path, Path> shown,
      boolean network) {

    /** Creates a description without input, additional variables or network access. */
    public static Start of(List<String> arguments, Path folder, Path home) {
      return new Start(arguments, folder, home, "", Map.of(), List.of(), Map.of(), false);
    }

    /** Returns a copy with the given standard input. */
    public Start with(String text) {
      return new Start(arguments, folder, home, text, environment, readable, shown, network);
    }

    /** Returns a copy with the given additional variables. */
    public Start with(Map<String, String> variables) {
      return new Start(arguments, folder, home, input, variables, readable, shown, network);
    }

    /** Returns a copy that may read the given files and folders of Pawl. */
    public Start reading(Path... files) {
      return new Start(arguments, folder, home, input, environment, List.of(files), shown, network);
    }

    /** Returns a copy that sees folders read-only at other paths, which are the keys of the map. */
    public Start showing(Map<Path, Path> folders) {
      return new Start(arguments, folder, home, input, environment, readable, folders, network);
    }

    /** Returns a copy with network access. */
    public Start online() {
      return new Start(arguments, folder, home, input, environment, readable, shown, true);
    }
  }

  private final Isolation isolation;

  public Processes(Isolation isolation) {
    this.isolation = isolation;
  }

  /** Runs a program that may use the network, with its working directory as its home. */
  public int run(List<String> arguments, Path folder, Consumer<String> output)
      throws IOException, InterruptedException {
    return run(Start.of(arguments, folder, folder).online(), output);
  }

  /**
   * Runs a program and waits for its exit. A program that writes more than 10 MiB is killed.
   *
   * @param output the consumer of its output lines (standard output and standard error)
   * @return the exit code
   * @throws InterruptedException when the step was stopped; the program and its descendants have then been terminated
   * @throws IOException when the program cannot be started
   */
  public int run(Start start, Consumer<String> output) throws IOException, InterruptedException {
    ensureThere(start);
    String mark = UUID.randomUUID().toString();
    var builder =
        new ProcessBuilder(isolation.around(start))
            .directory(start.folder().toFile())
            .redirectErrorStream(true);
    scrub(builder.environment(), mark, start);
    Process process = builder.start();
    try {
      // In parallel: a program that does not read its input must not block reading of its output.
      Thread.ofVirtual().start(() -> write(process, start.input()));
      Thread reader = Thread.ofVirtual().start(() -> read(process, output));
      int exit = process.waitFor();
      endForSure(process, mark, false);
      reader.join();
      return exit;
    } finally {
      endForSure(process, mark, true);
    }
  }

  /**
   * Checks that a program exists before it is wrapped, because the error message of the wrapper would be misleading.
   */
  private static void ensureThere(Start start) throws IOException {
    String program = start.arguments().getFirst();
    boolean there =
        program.indexOf('/') < 0
            ? onPath(program).isPresent()
            : Files.isExecutable(start.folder().resolve(program));
    if (!there) {
      throw new IOException(
          "Cannot run program \"%s\": not installed or not executable".formatted(program));
    }
  }

  /** Returns the path of a program on PATH; empty when it is not installed. */
  public static Optional<Path> onPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /**
   * Terminates processes in a separate thread, because reading their environment would stop when the caller is
   * interrupted.
   */
  private static void endForSure(Process process, String mark, boolean alsoProcess) {
    Thread ending = Thread.ofPlatform().start(() -> end(process, mark, alsoProcess));
    boolean interrupted = false;
    while (ending.isAlive()) {
      try {
        ending.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void scrub(Map<String, String> environment, String mark, Start start) {
    environment.keySet().retainAll(KEPT);
    environment.putAll(start.environment());
    environment.put(MARK, mark);
    environment.put("HOME", start.home().toString());
    environment.put("TMPDIR", start.home().toString());
  }

  private static void write(Process process, String input) {
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(input);
    } catch (IOException notRead) {
      // A program may exit or close its input without reading all of it.
    }
  }

  private static void read(Process process, Consumer<String> output) {
    long read = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read += line.length();
        if (read > MOST_BYTES) {
          output.accept("[terminated: output exceeds 10 MiB]");
          process.destroyForcibly();
          return;
        }
        output.accept(line);
      }
    } catch (IOException ended) {
      output.accept("[output ended: " + ended.getMessage() + "]");
    }
  }

  /** Terminates all processes that carry the mark; kills those that have not ended after 10 seconds. */
  private static void end(Process process, String mark, boolean alsoProcess) {
    Set<ProcessHandle> left = marked(process, mark, alsoProcess);
    left.forEach(ProcessHandle::destroy);
    CompletableFuture<?>[] ends =
        left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(ends).get(TERM_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException stubborn) {
      left.forEach(ProcessHandle::destroyForcibly);
    }
    // Further rounds find processes that were started in the meantime.
    for (int round = 0; round < 3; round++) {
      marked(process, mark, alsoProcess).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static Set<ProcessHandle> marked(Process process, String mark, boolean alsoProcess) {
    Set<ProcessHandle> found = new HashSet<>(process.descendants().collect(Collectors.toSet()));
    ProcessHandle.allProcesses().filter(one -> carries(one, mark)).forEach(found::add);
    found.remove(process.toHandle());
    if (alsoProcess && process.isAlive()) {
      found.add(process.toHandle());
    }
    return found;
  }

  private static boolean carries(ProcessHandle process, String mark) {
    try {
      byte[] environment =
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(MARK + "=" + mark);
    } catch (IOException notOurs) {
      return false;
    }
  }
}
