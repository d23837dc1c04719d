import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that is a library: a process with it, below {@code bench/peers}, that submits when it is asked to. */
class Library implements Contender {

  private final String name;
  private final Database database;
  private final String left;
  private final String done;
  private final Path log;
  private final Process process;
  private final PrintStream input;
  private final BufferedReader answers;

  /**
   * Starts one.
   *
   * @param source the class that serves it
   * @param jar how the file of its jar begins
   * @param left counts what is not complete in its store
   * @param done counts what is
   */
  Library(Path folder, String source, String jar, String left, String done) throws Exception {
    this.left = left;
    this.done = done;
    String classpath = Files.readString(Path.of("target/peers.classpath")).strip();
    String file = Arrays.stream(classpath.split("[:/]")).filter(one -> one.startsWith(jar)).findFirst().orElseThrow();
    name = "%s (%s), a call in its process".formatted(source, file.replace(".jar", ""));
    log = folder.resolve(source + ".log");
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(Arrays.stream(System.getenv().getOrDefault("JVM", "").split(" ")).filter(o -> !o.isEmpty()).toList());
    database = new Database(Files.createDirectories(folder.resolve(source)));
    command.addAll(List.of("-cp", classpath, "bench/peers/" + source + ".java", database.url));
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    input = new PrintStream(process.getOutputStream(), true);
    answers = process.inputReader();
    answer();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
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
  public Database database() {
    return database;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public void submit(int clients, int workflows, Times times) throws Exception {
    input.println(clients + " " + workflows);
    for (String nanos : answer().split(" ")) {
      times.add(Long.parseLong(nanos));
    }
  }

  @Override
  public long left() throws Exception {
    return database.number(left);
  }

  @Override
  public long done() throws Exception {
    return database.number(done);
  }

  @Override
  public void close() throws Exception {
    input.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    database.close();
  }
}
