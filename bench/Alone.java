import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.Main;
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
 * The libraries by themselves: the formatter in a loop, warm; PMD with Pawl's rules, the formatter over files that it
 * replaces, and CPD, each as a command is, once. Prints files, lines or tokens, the
 * milliseconds of a processor that they took, and the most memory that the process had, in MB.
 */
class Alone {

  /** The JVM has compiled what it will after as many. */
  private static final int WARM = 3;

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    long done = 0;
    double used = 0;
    if (arguments[0].equals("format")) {
      for (int turn = 0; turn < WARM; turn++) {
        double before = cpu();
        done = format(folder);
        used = cpu() - before;
      }
    } else {
      double before = cpu();
      done =
          switch (arguments[0]) {
            case "check" -> check(folder);
            case "layout" -> layout(folder);
            default -> duplicates(folder);
          };
      used = cpu() - before;
    }
    System.out.printf("%d %.0f %d%n", done, used, Cpu.mostMemory(ProcessHandle.current().pid()));
    System.exit(0);
  }

  private static double cpu() {
    var process = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return process.getProcessCpuTime() / 1e6;
  }

  private static long format(Path folder) throws Exception {
    var formatter = new Formatter();
    long lines = 0;
    for (Path file : files(folder)) {
      String text = Files.readString(file);
      lines += text.lines().count();
      formatter.formatSource(text);
    }
    return lines;
  }

  private static long check(Path folder) throws Exception {
    var configuration = new PMDConfiguration();
    configuration.setIgnoreIncrementalAnalysis(true);
    configuration.setOnlyRecognizeLanguage(JavaLanguageModule.getInstance());
    configuration.addInputPath(folder);
    configuration.setAuxClasspath(Path.of(System.getProperty("java.home"), "lib", "jrt-fs.jar").toString());
    configuration.addRuleSet("src/main/resources/dev/pawl/tool/pmd/rules.xml");
    try (var analysis = PmdAnalysis.create(configuration)) {
      return analysis.performAnalysisAndCollectReport().getViolations().size();
    }
  }

  private static long layout(Path folder) throws Exception {
    var arguments = new ArrayList<>(List.of("--replace"));
    files(folder).forEach(file -> arguments.add(file.toString()));
    var out = new PrintWriter(System.err);
    new Main(out, out, System.in).format(arguments.toArray(String[]::new));
    return arguments.size() - 1;
  }

  private static long duplicates(Path folder) throws Exception {
    var configuration = new CPDConfiguration();
    configuration.setMinimumTileSize(100);
    configuration.setOnlyRecognizeLanguage(JavaLanguageModule.getInstance());
    configuration.addInputPath(folder);
    var tokens = new long[1];
    try (var analysis = CpdAnalysis.create(configuration)) {
      analysis.performAnalysis(report -> tokens[0] = report.getNumberOfTokensPerFile().values().stream().mapToLong(Integer::longValue).sum());
    }
    return tokens[0];
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(files.filter(file -> file.toString().endsWith(".java")).toList());
    }
  }
}
