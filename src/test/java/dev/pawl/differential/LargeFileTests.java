package dev.pawl.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.proof.RewriteVerifier;
import dev.pawl.tool.Checker;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LargeInputs;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.SourceFiles;
import dev.pawl.tool.Tool;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.testing.ToolBeans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measures the time that each tool takes for files of 1, 2 and 4 MB: {@code -Dpawl.large-files=true}. It is the CPU time of
 * this process, so that other work on the machine hardly changes it, but the elapsed time of programs, as a sandbox hides
 * their CPU time. A dash is printed for a file that the tool does not process; a file of 256 KB comes first, because
 * the first measurement of a tool contains its preparation.
 */
@EnabledIfSystemProperty(named = "pawl.large-files", matches = "true")
class LargeFileTests {

  private static final int MEGABYTE = 1 << 20;

  /** More than the ratio of contracts, because each size is measured only a few times. */
  private static final double MAX_RATIO = 3.5;

  private static final double MIN_SECONDS = 0.5;

  /** The time above which the work of compilers does not matter. */
  private static final double MAX_REPEATED_SECONDS = 10;

  private static final int MAX_REPETITIONS = 4;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A.java", "a.js", "a.ts", "a.go", "a.sh", "a.c", "a.rs", "a.json", "a.xml", "a.yaml",
        "a.toml", "a.css", "a.html", "a.md", "a.txt", "a.py"
      })
  void takesLinearTime(String path) throws Exception {
    SourceFiles.write(
        root,
        ".editorconfig",
        "root = true\n[*]\ntrim_trailing_whitespace = true\ninsert_final_newline = true\n");
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    for (int size : List.of(MEGABYTE / 4, MEGABYTE, 2 * MEGABYTE, 4 * MEGABYTE)) {
      SourceFile source = SourceFiles.read(root, path, LargeInputs.of(path, size));
      ToolContext context = SourceFiles.contextWithoutCache(root);
      // Programs read the file in the workspace.
      context.workspace().snapshot();
      for (Tool tool : tools(source)) {
        ToolDetection detection = tool.detect(context.workspace());
        if (detection.isPresent()) {
          ToolContext detected = context.withDetection(detection);
          String name = tool.name() + kind(tool);
          measure(name, seconds, isProgram(tool), () -> run(tool, source, detected));
        }
      }
      measure(
          "proof",
          seconds,
          false,
          () -> {
            ToolBeans.get(RewriteVerifier.class)
                .verify(
                    source,
                    source.withText(source.text().stripTrailing() + "\n\n"),
                    EnumSet.of(Purpose.LAYOUT));
            return true;
          });
    }
    seconds.forEach((name, times) ->
        System.out.println(
            "large %s | %s | %s"
                .formatted(
                    path,
                    name,
                    times.stream()
                        .map(LargeFileTests::format)
                        .collect(Collectors.joining(" | ")))));
    assertThat(seconds)
        .allSatisfy((name, times) -> {
          List<Double> measured = times.stream().filter(time -> !time.isNaN()).toList();
          int last = measured.size() - 1;
          if (last >= 2) {
            assertThat(measured.get(last))
                .as("%s: %s", name, times)
                .isLessThan(Math.max(MIN_SECONDS, MAX_RATIO * measured.get(last - 1)));
          }
        });
  }

  private static String format(double seconds) {
    return Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%.2f", seconds);
  }

  private static boolean isProgram(Tool tool) {
    return tool.requiresFilesOnDisk();
  }

  private static String kind(Tool tool) {
    String kind = tool instanceof Checker ? "check" : "fix";
    return isProgram(tool) ? " (%s, program)".formatted(kind) : " (%s)".formatted(kind);
  }

  private static List<Tool> tools(SourceFile source) {
    var tools = new ArrayList<Tool>();
    var beans = ToolBeans.withWasmFormatters();
    beans
        .getBeanProvider(Checker.class)
        .orderedStream()
        .filter(checker -> checker.handles(source.path()))
        .forEach(tools::add);
    beans
        .getBeanProvider(Fixer.class)
        .orderedStream()
        .filter(fixer -> fixer.handles(source))
        .forEach(tools::add);
    return tools;
  }

  /** Returns whether the tool has processed the file. */
  private static boolean run(Tool tool, SourceFile source, ToolContext context)
      throws InterruptedException {
    if (tool instanceof Checker checker) {
      return checker.check(List.of(source), context).stream()
          .noneMatch(
              finding -> Set.of(Finding.NOT_CHECKED, Finding.CRASHED).contains(finding.rule()));
    }
    FixResult result = ((Fixer) tool).fix(List.of(source), context).getFirst();
    return result.rule() == null;
  }

  /**
   * Records the shortest of some times, because most contain work of compilers and of the garbage collection; no number if
   * the file was not processed.
   */
  private static void measure(
      String name, Map<String, List<Double>> seconds, boolean elapsed, Callable<Boolean> work)
      throws Exception {
    double best = seconds(elapsed, work);
    for (int count = 1; count < MAX_REPETITIONS && best < MAX_REPEATED_SECONDS / count; count++) {
      best = Math.min(best, seconds(elapsed, work));
    }
    seconds.computeIfAbsent(name, key -> new ArrayList<>()).add(best);
  }

  private static double seconds(boolean elapsed, Callable<Boolean> work) throws Exception {
    // The work before must not leave its garbage to this.
    System.gc();
    long startedAt = System.nanoTime();
    double start = cpuSeconds();
    if (!work.call()) {
      return Double.NaN;
    }
    return elapsed ? (System.nanoTime() - startedAt) / 1e9 : cpuSeconds() - start;
  }

  /** Returns the CPU time of this process. */
  private static double cpuSeconds() throws IOException {
    // The fields after the name in parentheses: utime and stime are 14 and 15, in ticks of 10 ms.
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return IntStream.range(11, 13).mapToLong(index -> Long.parseLong(fields[index])).sum() / 100.0;
  }
}
