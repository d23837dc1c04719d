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

/** Runs a program and ends it with everything it started, also what has left its process tree. */
@Component
public class Processes {

  private static final String MARK = "PAWL_RUN";
  private static final Set<String> KEPT = Set.of("PATH", "JAVA_HOME", "LANG", "LC_ALL", "TZ");
  private static final long MOST_BYTES = 10L << 20;
  private static final long TERM_SECONDS = 10;

  /**
   * How a program is started.
   *
   * @param arguments the program and its arguments; no shell reads them
   * @param folder where it works
   * @param home its home, and where its temporary files go
   * @param input what it reads on standard input
   * @param environment more variables than a program needs to be found and to speak
   * @param readable files and folders that Pawl keeps and it may read
   * @param shown folders that it finds at other places than they are, and may only read
   * @param network whether it may use the network
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

    /** A program that needs nothing but its folder and a home. */
    public static Start of(List<String> arguments, Path folder, Path home) {
      return new Start(arguments, folder, home, "", Map.of(), List.of(), Map.of(), false);
    }

    /** The same with something to read on standard input. */
    public Start with(String text) {
      return new Start(arguments, folder, home, text, environment, readable, shown, network);
    }

    /** The same with more variables. */
    public Start with(Map<String, String> variables) {
      return new Start(arguments, folder, home, input, variables, readable, shown, network);
    }

    /** The same with files that Pawl keeps and it may read. */
    public Start reading(Path... files) {
      return new Start(arguments, folder, home, input, environment, List.of(files), shown, network);
    }

    /** The same with folders at other places, by these. */
    public Start showing(Map<Path, Path> folders) {
      return new Start(arguments, folder, home, input, environment, readable, folders, network);
    }

    /** The same with the network. */
    public Start online() {
      return new Start(arguments, folder, home, input, environment, readable, shown, true);
    }
  }

  private final Isolation isolation;

  public Processes(Isolation isolation) {
    this.isolation = isolation;
  }

  /** Runs a program that may use the network, with the folder it works in as its home. */
  public int run(List<String> arguments, Path folder, Consumer<String> output)
      throws IOException, InterruptedException {
    return run(Start.of(arguments, folder, folder).online(), output);
  }

  /**
   * Runs a program to its end.
   *
   * @param output takes what it says, line by line, up to 10 MiB
   * @return its exit code
   * @throws InterruptedException when the step was stopped; the program and its children are gone then
   * @throws IOException when it cannot be started, or says more than the limit
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
      // In a thread of its own: a program that does not read must not keep us from reading.
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

  /** Before it is wrapped; what wraps it would fail in words of its own. */
  private static void ensureThere(Start start) throws IOException {
    String program = start.arguments().getFirst();
    boolean there =
        program.indexOf('/') < 0
            ? onPath(program).isPresent()
            : Files.isExecutable(start.folder().resolve(program));
    if (!there) {
      throw new IOException("Cannot run program \"%s\": it is not installed".formatted(program));
    }
  }

  /** Where a program is that is called by its name alone; empty when it is not installed. */
  public static Optional<Path> onPath(String name) {
    String path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /** In a thread that nobody interrupts: reading what a process carries stops at an interrupt. */
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
      // It ended, or closed its input, without reading all of it; that is its right.
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
          output.accept("[ended here: it says more than 10 MiB]");
          process.destroyForcibly();
          return;
        }
        output.accept(line);
      }
    } catch (IOException ended) {
      output.accept("[its output ended: " + ended.getMessage() + "]");
    }
  }

  /** Asks everything that carries the mark to end, and makes it end when it does not. */
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
    // What was started while the others ended is found in another round.
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
