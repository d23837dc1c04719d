import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.Main;
import com.sun.management.OperatingSystemMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.sourceforge.pmd.PMDConfiguration;
import net.sourceforge.pmd.PmdAnalysis;
import net.sourceforge.pmd.cpd.CPDConfiguration;
import net.sourceforge.pmd.cpd.CpdAnalysis;
import net.sourceforge.pmd.lang.java.JavaLanguageModule;

/**
 * Runs one of the code quality libraries without Pawl on a folder: {@code StandaloneToolsBenchmark TOOL FOLDER}.
 *
 * <p>The tool {@code formatter} formats in memory, in a warmed-up loop. The others run once, like a command:
 * {@code pmd} with Pawl's rules, {@code google-java-format} which replaces files, and {@code cpd}. Prints a count of
 * lines, violations, files or tokens, the CPU time in milliseconds, and the peak memory of the process in MB.
 */
class StandaloneToolsBenchmark {

  /** The number of runs of the formatter, of which the last one is measured, after JIT compilation. */
  private static final int FORMATTER_RUNS = 3;

  public static void main(String[] arguments) throws Exception {
    String tool = arguments[0];
    Path folder = Path.of(arguments[1]);
    int runs = tool.equals("formatter") ? FORMATTER_RUNS : 1;
    long amount = 0;
    double cpuMillis = 0;
    for (int run = 0; run < runs; run++) {
      double cpuBefore = processCpuMillis();
      amount =
          switch (tool) {
            case "formatter" -> formatInMemory(folder);
            case "pmd" -> runPmd(folder);
            case "google-java-format" -> formatFiles(folder);
            case "cpd" -> runCpd(folder);
            default ->
                throw new IllegalArgumentException(
                    "Unknown tool: %s; accepted: formatter, pmd, google-java-format, cpd"
                        .formatted(tool));
          };
      cpuMillis = processCpuMillis() - cpuBefore;
    }
    System.out.printf(
        "%d %.0f %d%n", amount, cpuMillis, ProcessUsage.peakMemory(ProcessHandle.current().pid()));
    System.exit(0);
  }

  private static double processCpuMillis() {
    var operatingSystem = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return operatingSystem.getProcessCpuTime() / 1e6;
  }

  private static long formatInMemory(Path folder) throws Exception {
    var formatter = new Formatter();
    long lines = 0;
    for (Path file : javaFiles(folder)) {
      String text = Files.readString(file);
      lines += text.lines().count();
      formatter.formatSource(text);
    }
    return lines;
  }

  private static long runPmd(Path folder) throws Exception {
    var configuration = new PMDConfiguration();
    configuration.setIgnoreIncrementalAnalysis(true);
    configuration.setOnlyRecognizeLanguage(JavaLanguageModule.getInstance());
    configuration.addInputPath(folder);
    configuration.setAuxClasspath(
        Path.of(System.getProperty("java.home"), "lib", "jrt-fs.jar").toString());
    configuration.addRuleSet("src/main/resources/dev/pawl/java/pmd-rules.xml");
    try (var analysis = PmdAnalysis.create(configuration)) {
      return analysis.performAnalysisAndCollectReport().getViolations().size();
    }
  }

  private static long formatFiles(Path folder) throws Exception {
    var arguments = new ArrayList<>(List.of("--replace"));
    javaFiles(folder).forEach(file -> arguments.add(file.toString()));
    var out = new PrintWriter(System.err);
    new Main(out, out, System.in).format(arguments.toArray(String[]::new));
    return arguments.size() - 1;
  }

  private static long runCpd(Path folder) throws Exception {
    var configuration = new CPDConfiguration();
    configuration.setMinimumTileSize(100);
    configuration.setOnlyRecognizeLanguage(JavaLanguageModule.getInstance());
    configuration.addInputPath(folder);
    var tokens = new long[1];
    try (var analysis = CpdAnalysis.create(configuration)) {
      analysis.performAnalysis(report ->
          tokens[0] =
              report.getNumberOfTokensPerFile().values().stream()
                  .mapToLong(Integer::longValue)
                  .sum());
    }
    return tokens[0];
  }

  private static List<Path> javaFiles(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
