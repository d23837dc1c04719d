import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures what is asked for, one after the other, and prints a table of each: {@code bench/run}. */
class Bench {

  private static final Map<String, Measure> MEASURES =
      Map.of(
          "start", new Start(),
          "moving", new Moving(),
          "reading", new Reading(),
          "growth", new Growth(),
          "nodes", new Several(),
          "replacement", new Replacement(),
          "states", new States(),
          "code", new Code(),
          "flat", new Flat(),
          "peers", new Peers());

  /** Something that is measured. */
  interface Measure {

    /** The first line of its table. */
    default String head() {
      return "| what | measured |";
    }

    /** Measures, and prints lines of the table. */
    void run(Path folder) throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    List<String> asked = arguments.length == 0 ? List.of("start", "moving", "growth", "nodes", "replacement", "flat", "states", "code") : List.of(arguments);
    System.out.printf(
        "%d processors, %s, commit %s%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.arch"),
        output("git", "log", "-1", "--format=%h"));
    String head = "";
    for (String one : asked) {
      if (!MEASURES.get(one).head().equals(head)) {
        head = MEASURES.get(one).head();
        System.out.printf("%n%s%n%s%n", head, head.replaceAll("[^|]+", "---"));
      }
      Path folder = Files.createTempDirectory("pawl-bench");
      try {
        MEASURES.get(one).run(folder);
      } finally {
        output("rm", "-rf", folder.toString());
      }
    }
    System.exit(0);
  }

  /** A line of the table. */
  static void print(String what, String format, Object... values) {
    System.out.printf("| %s | %s |%n", what, format.formatted(values));
  }

  /** Tells how far it is, beside the table. */
  static void tell(String format, Object... values) {
    System.err.printf(format + "%n", values);
  }

  static int setting(String name, int usual) {
    String said = System.getenv(name);
    return said == null ? usual : Integer.parseInt(said);
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes()).strip();
    process.waitFor();
    return said;
  }
}
