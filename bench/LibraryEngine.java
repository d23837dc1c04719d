import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A workflow library in a process of its own, a program of {@code bench/peers} that submits workflows on request. */
class LibraryEngine implements BenchmarkedEngine {

  private final String name;
  private final BenchmarkDatabase database;
  private final String unfinishedQuery;
  private final String completedQuery;
  private final Path log;
  private final Process process;
  private final PrintStream requests;
  private final BufferedReader responses;

  /**
   * Starts the process, and waits until it is ready.
   *
   * @param library the name of the library
   * @param program the class in {@code bench/peers} that runs it
   * @param jarPrefix the beginning of the file name of its jar
   * @param unfinishedQuery the SQL query that counts its unfinished workflows
   * @param completedQuery the SQL query that counts its completed workflows
   */
  LibraryEngine(
      Path folder,
      String library,
      String program,
      String jarPrefix,
      String unfinishedQuery,
      String completedQuery)
      throws Exception {
    this.unfinishedQuery = unfinishedQuery;
    this.completedQuery = completedQuery;
    String classpath = Files.readString(Path.of("target/peers.classpath")).strip();
    String jar =
        Arrays.stream(classpath.split("[:/]"))
            .filter(part -> part.startsWith(jarPrefix))
            .findFirst()
            .orElseThrow();
    name = "%s (%s), called in its process".formatted(library, jar.replace(".jar", ""));
    log = folder.resolve(program + ".log");
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(
        Arrays.stream(System.getenv().getOrDefault("JVM", "").split(" "))
            .filter(option -> !option.isEmpty())
            .toList());
    database = new BenchmarkDatabase(Files.createDirectories(folder.resolve(program)));
    command.addAll(List.of("-cp", classpath, "bench/peers/" + program + ".java", database.url));
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    requests = new PrintStream(process.getOutputStream(), true);
    responses = process.inputReader();
    readResponse();
  }

  private String readResponse() throws IOException {
    String line = responses.readLine();
    if (line == null) {
      throw new IllegalStateException(Files.readString(log));
    }
    return line;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BenchmarkDatabase database() {
    return database;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void submit(int clients, int workflows, LatencyRecorder latencies) throws Exception {
    requests.println(clients + " " + workflows);
    for (String nanos : readResponse().split(" ")) {
      latencies.add(Long.parseLong(nanos));
    }
  }

  @Override
  public long unfinished() throws Exception {
    return database.queryNumber(unfinishedQuery);
  }

  @Override
  public long completed() throws Exception {
    return database.queryNumber(completedQuery);
  }

  @Override
  public void close() throws Exception {
    requests.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    database.close();
  }
}
