import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long a standard workflow takes beside its tools' own commands, and how much processor time formatting and the search for
 * duplicates take beside the libraries by themselves, on the same files.
 */
class Code implements Bench.Measure {

  private static final String[] EXPORTS = {"api", "code", "file", "parser", "tree", "util"};

  @Override
  public String head() {
    return "| what | Pawl | alone | ratio |";
  }

  @Override
  public void run(Path folder) throws Exception {
    Path source = Path.of(System.getenv().getOrDefault("CODE", "src")).toAbsolutePath();
    try (var database = new Database(folder);
        Node node = Node.start(folder, database, 18190, Moving.DEDICATED)) {
      standard(node, source, folder);
      beside(node, source, folder, "tokens searched for duplicates", "quality/dedupe", "duplicates");
      beside(node, source, folder, "lines formatted", "quality/format", "format");
    }
  }

  /** Once, for nothing may be known of the files; the tools one after the other, each as a command of its own. */
  private static void standard(Node node, Path source, Path folder) throws Exception {
    Path target = copy(source, folder.resolve("code/standard"), "standard");
    long begun = System.nanoTime();
    complete(node, "{\"target\": {\"path\": \"%s\"}, \"type\": \"standard\"}".formatted(target));
    double mine = (System.nanoTime() - begun) / 1e9;
    Path same = copy(source, folder.resolve("code/tools"), "tools");
    begun = System.nanoTime();
    for (String tool : new String[] {"check", "layout", "check"}) {
      program("Alone.java", tool, same.toString());
    }
    double its = (System.nanoTime() - begun) / 1e9;
    System.out.printf("| standard workflow, cold, and PMD, google-java-format, PMD, seconds | %.1f | %.1f | %.2f |%n", mine, its, mine / its);
  }

  /** In turns; the first one is for the compilers of the JVM. */
  private static void beside(Node node, Path source, Path folder, String what, String command, String alone)
      throws Exception {
    int rounds = Bench.setting("ROUNDS", 5);
    var mine = new double[rounds];
    var its = new double[rounds];
    var memory = new double[rounds];
    for (int round = -1; round < rounds; round++) {
      Path target = copy(source, folder.resolve("code").resolve(alone + round), alone + round);
      double used = used(node, target, command);
      String[] done = program("Alone.java", alone, target.toString());
      if (round >= 0) {
        double amount = Double.parseDouble(done[0]);
        mine[round] = amount / used * 1000;
        its[round] = amount / Double.parseDouble(done[1]) * 1000;
        memory[round] = Double.parseDouble(done[2]);
      }
    }
    print(what + " a second of a processor", mine, its);
    print("the most memory of the process until then, in MB", new double[] {Cpu.mostMemory(node.pid())}, memory);
  }

  private static void print(String what, double[] mine, double[] its) {
    double a = Bench.median(mine);
    double b = Bench.median(its);
    System.out.printf("| %s | %,.0f | %,.0f | %.2f |%n", what, a, b, a / b);
  }

  /** The processor time of the node for a workflow of one step, in milliseconds; nothing of it is known from before. */
  private static double used(Node node, Path target, String command) throws Exception {
    double before = Cpu.of(node.pid());
    complete(node, "{\"target\": {\"path\": \"%s\"}, \"dry_run\": true, \"steps\": [{\"command\": \"%s\"}]}".formatted(target, command));
    return Cpu.of(node.pid()) - before;
  }

  private static void complete(Node node, String request) throws Exception {
    String name = node.submit(request);
    String status = "running";
    while (status.matches("queued|running")) {
      status = node.read("/api/v1/workflows/" + name + "?wait=30s").get("status").asString();
    }
    if (!status.equals("completed")) {
      throw new IllegalStateException(node.get("/api/v1/workflows/" + name).body());
    }
  }

  /** The same Java files, each with a line of its own, so that nothing of them is in the cache. */
  private static Path copy(Path source, Path target, String line) throws Exception {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        Path to = target.resolve(source.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.writeString(to, Files.readString(file) + "// " + line + "\n", StandardCharsets.UTF_8);
      }
    }
    return target;
  }

  /** Runs a program beside this one; the words of its last line. */
  private static String[] program(String file, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    for (String one : EXPORTS) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + one + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-Dlogback.configurationFile=bench/logback.xml", "-cp", System.getProperty("java.class.path"), Path.of("bench", file).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said);
    }
    return said.substring(said.lastIndexOf('\n') + 1).split(" ");
  }
}
