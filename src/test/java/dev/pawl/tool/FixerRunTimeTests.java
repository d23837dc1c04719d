package dev.pawl.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.tool.TextFixer.UnfixableException;
import dev.pawl.tool.testing.ToolBeans;
import dev.pawl.workspace.Workspace;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the time of every built-in fixer is linear: twice the input takes twice the time. */
class FixerRunTimeTests {

  private static final double MAX_RATIO = 2.5;
  private static final long MIN_NANOS = 100_000_000;
  private static final int MAX_SIZE = 1 << 22;
  private static final int ATTEMPTS = 5;

  @TempDir Path root;

  /** Returns an input of about a size for the tools that handle files of a name. */
  private static String input(String path, int size) {
    return switch (path) {
      case "Flat.java" ->
          "import java.util.List;\nimport java.util.Map;\nclass Flat {\n"
              + IntStream.range(0, Math.max(1, size / 60))
                  .mapToObj(
                      number -> "  Map a%d(int b) {  \n    return null;\n  }\n".formatted(number))
                  .collect(Collectors.joining())
              + "}\n";
      case "flat.json" -> "[" + repeated("{\"a\": [1, {}, \"b\"]},\n", size) + "1]";
      case "deep.json" ->
          "[{\"a\":".repeat(50) + "[" + repeated("[1],\n", size) + "2]" + "}]".repeat(50);
      case "flat.xml" -> "<a>" + repeated("<b c='d'>e</b>\n", size) + "</a>";
      case "deep.xml" -> "<a>".repeat(50) + repeated("<b/>", size) + "</a>".repeat(50);
      case "long.xml" ->
          "<a><b c='" + "d".repeat(size / 2) + "'/>" + "\n".repeat(size / 2) + "</a>";
      case "flat.yaml" -> repeated("- e: |\n    f  \n\n\n", size);
      case "flat.toml" -> "a = [\n" + repeated("  'e',  \n", size) + "]\n";
      case "blank.toml" -> "a = 1\n" + "\n".repeat(size);
      case "flat.css" -> repeated("a { b: \"c\" }  \n\t\n", size);
      case "flat.js" -> repeated("let a = `b  \n${c}`;  \n", size);
      case "flat.md" -> repeated("a  \nb\n\n```\nc  \n```\n", size);
      case "flat.txt" -> repeated("a  \n", size);
      default -> throw new IllegalArgumentException(path);
    };
  }

  private static String repeated(String part, int size) {
    return part.repeat(Math.max(1, size / part.length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Flat.java",
        "flat.json",
        "deep.json",
        "flat.xml",
        "deep.xml",
        "long.xml",
        "flat.yaml",
        "flat.toml",
        "blank.toml",
        "flat.css",
        "flat.js",
        "flat.md",
        "flat.txt"
      })
  void takesLinearTime(String path) throws Exception {
    SourceFiles.write(
        root,
        ".editorconfig",
        "root = true\n[*]\nend_of_line = crlf\ntrim_trailing_whitespace = true\n"
            + "insert_final_newline = true\nindent_style = space\nindent_size = 2\n");
    Workspace workspace = SourceFiles.context(root).workspace();
    for (TextFixer fixer : ToolBeans.all(TextFixer.class)) {
      if (fixer.handles(source(path, 1000)) && fixer.detect(workspace).isPresent()) {
        assertLinear(fixer, path);
      }
    }
  }

  private SourceFile source(String path, int size) {
    return SourceFiles.read(root, path, input(path, size));
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
