import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** How long snapshots and rollbacks take, beside what git needs for the same on the same files, in turns. */
class States implements Bench.Measure {

  /** So many of all files are changed, and formatted. */
  private static final int CHANGED = 10;

  private static final int IN_A_FOLDER = 100;

  /** What was measured in one round, in milliseconds; of each pair the second is git's. */
  private record Round(double first, double add, double second, double status, double back, double checkout) {}

  @Override
  public String head() {
    return "| what | Pawl | git | ratio |";
  }

  @Override
  public void run(Path folder) throws Exception {
    int rounds = Bench.setting("ROUNDS", 5);
    int most = Bench.setting("FILES", 100_000);
    try (var database = new Database(folder);
        Node node = Node.start(folder, database, 18190, Moving.DEDICATED)) {
      // The first one is for the compilers of the JVM.
      measure(folder, node, most / 10, "warm");
      for (int files = most / 10; files <= most; files *= 10) {
        var all = new ArrayList<Round>();
        for (int round = 0; round < rounds; round++) {
          all.add(measure(folder, node, files, "of%d-%d".formatted(files, round)));
          Bench.tell("%,d files, round %d: %s", files, round + 1, all.getLast());
        }
        print("first snapshot, and add -A && write-tree", files, all.stream().mapToDouble(Round::first), all.stream().mapToDouble(Round::add));
        print("snapshot with %d changed, and status".formatted(CHANGED), files, all.stream().mapToDouble(Round::second), all.stream().mapToDouble(Round::status));
        print("rollback of %d, and checkout-index".formatted(CHANGED), files, all.stream().mapToDouble(Round::back), all.stream().mapToDouble(Round::checkout));
      }
    }
  }

  private static void print(String what, int files, java.util.stream.DoubleStream pawl, java.util.stream.DoubleStream git) {
    double mine = Bench.median(pawl.toArray());
    double its = Bench.median(git.toArray());
    System.out.printf("| %s, %,d files | %.0f ms | %.0f ms | %.2f |%n", what, files, mine, its, mine / its);
  }

  private static Round measure(Path folder, Node node, int files, String name) throws Exception {
    Path code = write(folder.resolve("code").resolve(name), files);
    Path repository = folder.resolve("git-" + name);
    git(repository, code, "init", "-q");
    // Whoever comes second finds the files in memory; git reads them first, in both cases.
    double add = git(repository, code, "add", "-A") + git(repository, code, "write-tree");
    double first = step(run(node, name), "create_snapshot");
    // What was written so far is not to be waited for by what follows.
    Bench.output("sync");
    change(code, 1);
    git(repository, code, "status", "--porcelain");
    git(repository, code, "add", "-A");
    change(code, 2);
    double status = git(repository, code, "status", "--porcelain");
    JsonNode workflow = run(node, name);
    double second = step(workflow, "create_snapshot");
    String path = "/api/v1/workflows/" + workflow.get("workflow_id").asString();
    Bench.output("sync");
    long begun = System.nanoTime();
    int answered = node.post(path + "/rollback", "{}").statusCode();
    if (answered != 202) {
      throw new IllegalStateException(path + ": " + answered);
    }
    String ended = "";
    while (!ended.equals("rolled_back")) {
      ended = node.read(path + "?wait=10s").get("status").asString();
    }
    double back = (System.nanoTime() - begun) / 1e6;
    git(repository, code, "add", "-A");
    change(code, 3);
    var checkout = new ArrayList<>(List.of("checkout-index", "-f", "--"));
    for (int one = 0; one < CHANGED; one++) {
      checkout.add("A%d.java".formatted(one));
    }
    double checked = git(repository, code, checkout.toArray(String[]::new));
    Bench.output("rm", "-rf", code.toString(), repository.toString());
    return new Round(first, add, second, status, back, checked);
  }

  /** Takes a workflow to its end that formats what was changed. */
  private static JsonNode run(Node node, String target) throws Exception {
    String name = node.submit("{\"target\": {\"path\": \"%s\"}, \"type\": \"format-only\"}".formatted(target));
    JsonNode workflow = node.read("/api/v1/workflows/" + name + "?wait=30s");
    while (!workflow.get("status").asString().matches("completed|failed|rolled_back|cancelled")) {
      workflow = node.read("/api/v1/workflows/" + name + "?wait=30s");
    }
    if (!workflow.get("status").asString().equals("completed")) {
      throw new IllegalStateException(workflow.toString());
    }
    return workflow;
  }

  private static double step(JsonNode workflow, String name) {
    return workflow.get("phases").valueStream()
        .flatMap(phase -> phase.get("steps").valueStream())
        .filter(step -> step.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow()
        .get("duration_ms")
        .asDouble();
  }

  private static Path write(Path code, int files) throws Exception {
    for (int one = 0; one < files - CHANGED; one++) {
      Path parent = code.resolve("folder" + one / IN_A_FOLDER);
      if (one % IN_A_FOLDER == 0) {
        Files.createDirectories(parent);
      }
      Files.writeString(parent.resolve("file%d.dat".formatted(one)), ("line of " + code + " " + one + "\n").repeat(40));
    }
    change(code, 0);
    return code;
  }

  /** Writes the files that are to be formatted, other ones each turn. */
  private static void change(Path code, int turn) throws Exception {
    for (int one = 0; one < CHANGED; one++) {
      Files.writeString(code.resolve("A%d.java".formatted(one)), "class A%d { int a( ){return %d;}}\n".formatted(one, turn));
    }
  }

  /** Runs git on a folder with a repository elsewhere; answers how long it took, in milliseconds. */
  private static double git(Path repository, Path code, String... what) throws Exception {
    var command = new ArrayList<>(List.of("git", "--git-dir=" + repository, "--work-tree=" + code));
    command.addAll(List.of(what));
    long begun = System.nanoTime();
    Process process = new ProcessBuilder(command).directory(code.toFile()).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command));
    }
    return (System.nanoTime() - begun) / 1e6;
  }
}
