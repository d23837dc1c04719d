package dev.pawl.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.proof.RewriteVerifier;
import dev.pawl.tool.Checker;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.LargeInputs;
import dev.pawl.tool.LinearTime.Work;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measures the CPU time that each tool takes for files of 1, 2 and 4 MB: {@code -Dpawl.large-files=true}. It is that of
 * this process and of the programs that it started, so that other work on the machine hardly changes it.
 */
@EnabledIfSystemProperty(named = "pawl.large-files", matches = "true")
class LargeFileTests {

  private static final int MEGABYTE = 1 << 20;

  /** More than the ratio of contracts, because each size is measured only twice. */
  private static final double MAX_RATIO = 3.5;

  private static final double MIN_SECONDS = 0.5;

  /** The time above which the work of compilers does not matter. */
  private static final double MAX_REPEATED_SECONDS = 10;

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
          measure(tool.name() + kind(tool), seconds, () -> run(tool, source, detected));
        }
      }
      measure(
          "proof",
          seconds,
          () ->
              ToolBeans.get(RewriteVerifier.class)
                  .verify(
                      source,
                      source.withText(source.text().stripTrailing() + "\n\n"),
                      EnumSet.of(Purpose.LAYOUT)));
    }
    seconds.forEach((name, times) ->
        System.out.printf(
            Locale.ROOT,
            "large %s | %s | %.2f | %.2f | %.2f%n",
            path,
            name,
            times.get(1),
            times.get(2),
            times.get(3)));
    assertThat(seconds)
        .allSatisfy((name, times) ->
            assertThat(times.get(3))
                .as("%s: %s", name, times)
                .isLessThan(Math.max(MIN_SECONDS, MAX_RATIO * times.get(2))));
  }

  private static String kind(Tool tool) {
    return tool instanceof Checker ? " (check)" : " (fix)";
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

  private static void run(Tool tool, SourceFile source, ToolContext context)
      throws InterruptedException {
    if (tool instanceof Checker checker) {
      checker.check(List.of(source), context);
    } else if (tool instanceof Fixer fixer) {
      fixer.fix(List.of(source), context);
    }
  }

  /** Records the shorter of two times, because some contain the work of compilers and of the garbage collection. */
  private static void measure(String name, Map<String, List<Double>> seconds, Work work)
      throws Exception {
    double best = cpuSeconds(work);
    if (best < MAX_REPEATED_SECONDS) {
      best = Math.min(best, cpuSeconds(work));
    }
    seconds.computeIfAbsent(name, key -> new ArrayList<>()).add(best);
  }

  private static double cpuSeconds(Work work) throws Exception {
    double start = cpuSeconds();
    work.run();
    return cpuSeconds() - start;
  }

  /** Returns the CPU time of this process and of its children that have ended. */
  private static double cpuSeconds() throws IOException {
    // The fields after the name in parentheses: utime, stime, cutime and cstime are 14 to 17, in
    // ticks of 10 ms.
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return IntStream.range(11, 15).mapToLong(index -> Long.parseLong(fields[index])).sum() / 100.0;
  }
}
