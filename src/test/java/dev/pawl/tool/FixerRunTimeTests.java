package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.testing.ToolBeans;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the time of the built-in fixers of data and text is linear: twice the input takes twice the time. */
class FixerRunTimeTests {

  private static final double MAX_RATIO = 2.5;
  private static final long MIN_NANOS = 100_000_000;
  private static final int MAX_SIZE = 1 << 22;
  private static final int ATTEMPTS = 5;

  /** Inputs of a size by path. */
  private static final Map<String, IntFunction<String>> INPUTS =
      Map.of(
          "flat.json", size -> "[" + "{\"a\": [1, {}, \"b\"]},\n".repeat(size / 22) + "1]",
          "deep.json",
              size ->
                  "[{\"a\":".repeat(50) + "[" + "[1],\n".repeat(size / 5) + "2]" + "}]".repeat(50),
          "flat.xml", size -> "<a>" + "<b c='d'>e</b>\n".repeat(size / 16) + "</a>",
          "text.xml",
              size -> "<a><b c='" + "d".repeat(size / 2) + "'/>" + "\n".repeat(size / 2) + "</a>",
          "flat.yaml", size -> repeated("- e: |\n    f  \n\n\n", size),
          "flat.toml", size -> "a = [\n" + repeated("  'e',  \n", size) + "]\n",
          "blank.toml", size -> "a = 1\n" + "\n".repeat(size),
          "flat.css", size -> repeated("a { b: \"c\" }  \n\t\n", size),
          "flat.js", size -> repeated("let a = `b  \n${c}`;  \n", size),
          "flat.md", size -> repeated("a  \nb\n\n```\nc  \n```\n", size));

  @TempDir Path root;

  private static String repeated(String part, int size) {
    return part.repeat(Math.max(1, size / part.length()));
  }

  static Stream<String> paths() {
    return INPUTS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("paths")
  void takesLinearTime(String path) throws UnfixableException {
    SourceFiles.write(
        root,
        ".editorconfig",
        "root = true\n[*]\nend_of_line = crlf\ntrim_trailing_whitespace = true\n"
            + "insert_final_newline = true\nindent_style = space\nindent_size = 2\n");
    for (TextFixer fixer : ToolBeans.all(TextFixer.class)) {
      if (fixer.leavesProtectedFiles() && fixer.handles(source(path, 1000))) {
        assertLinear(fixer, path);
      }
    }
  }

  private SourceFile source(String path, int size) {
    return SourceFiles.read(root, path, INPUTS.get(path).apply(size));
  }

  private void assertLinear(TextFixer fixer, String path) throws UnfixableException {
    int size = 1 << 14;
    while (size < MAX_SIZE && nanos(fixer, source(path, size)) < MIN_NANOS) {
      size *= 2;
    }
    double ratio = Double.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && ratio > MAX_RATIO; attempt++) {
      long once = fastest(fixer, source(path, size));
      long twice = fastest(fixer, source(path, size * 2));
      ratio = Math.min(ratio, (double) twice / once);
    }
    assertThat(ratio)
        .as("%s of %d characters of %s", fixer.name(), size, path)
        .isLessThan(MAX_RATIO);
  }

  private static long fastest(TextFixer fixer, SourceFile source) throws UnfixableException {
    return Math.min(nanos(fixer, source), nanos(fixer, source));
  }

  /** Returns the processor time of one run, which does not depend on what else the machine does. */
  private static long nanos(TextFixer fixer, SourceFile source) throws UnfixableException {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    assertThat(fixer.fix(source)).isNotEmpty();
    return Math.max(1, threads.getCurrentThreadCpuTime() - start);
  }
}
