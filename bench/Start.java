import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How soon the service takes requests, and how much memory it has while nobody asks for anything. */
class Start implements Bench.Measure {

  @Override
  public void run(Path folder) throws Exception {
    Path layout = folder.resolve("layout");
    Bench.output(
        java(), "-Djarmode=tools", "-jar", Node.jar().toString(), "extract", "--application-filename", "pawl.jar",
        "--destination", layout.toString());
    String jar = layout.resolve("pawl.jar").toString();
    Path cache = folder.resolve("classes.aot");
    try (var database = new Database(folder)) {
      Node.start(folder, database, 18190).close();
      measure("the jar as built", folder, database, List.of("-jar", Node.jar().toString()));
      measure("with its classes side by side", folder, database, List.of("-jar", jar));
      List<String> training = List.of("-XX:AOTCacheOutput=" + cache, "-jar", jar);
      Node.start(training, folder, database, 18190).close();
      measure("with an AOT cache, as in the image", folder, database, List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=error", "-jar", jar));
    }
  }

  private static String java() {
    return ProcessHandle.current().info().command().orElseThrow();
  }

  private static void measure(String how, Path folder, Database database, List<String> program) throws Exception {
    int rounds = Bench.setting("ROUNDS", 5);
    var ready = new double[rounds];
    var memory = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      try (Node node = Node.start(program, folder, database, 18190)) {
        ready[round] = node.readyAfter / 1000;
        TimeUnit.SECONDS.sleep(Bench.setting("IDLE", 10));
        memory[round] = Cpu.memory(node.pid());
      }
    }
    Bench.print("ready, " + how, "%.1f s, %.0f MB", Bench.median(ready), Bench.median(memory));
  }
}
