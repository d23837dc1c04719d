package dev.pawl.builtin.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.language.Language;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalysisReportTests {

  private static final AnalysisThresholds THRESHOLDS = new AnalysisThresholds(20, 10, 3);

  private static FileMetrics file(
      String path, Language language, int lines, FunctionMetrics... functions) {
    var count = new LineCounter(lines, 0, 0);
    return new FileMetrics(path, lines * 10L, language, count, List.of(functions), null);
  }

  private static FunctionMetrics function(String file, int line, int lines, int complexity) {
    return new FunctionMetrics(file, "A.f" + line, line, line + lines - 1, complexity);
  }

  @Test
  void listsTheLanguageWithMostLinesFirst() {
    var analysis =
        new AnalysisReport(
            List.of(
                file("a.py", Language.PYTHON, 5),
                file("a.java", Language.JAVA, 3),
                file("b.java", Language.JAVA, 4),
                file("unknown", null, 0)));

    assertThat(analysis.languages())
        .containsExactly(
            new LanguageMetrics(Language.JAVA, 2, new LineCounter(7, 0, 0), 70),
            new LanguageMetrics(Language.PYTHON, 1, new LineCounter(5, 0, 0), 50));
    assertThat(analysis.lines().total()).isEqualTo(12);
  }

  @Test
  void listsTheTenLongestSourceFiles() {
    var files =
        IntStream.range(0, 15)
            .mapToObj(i -> file("f%02d.go".formatted(i), Language.GO, i / 2))
            .collect(Collectors.toList());
    files.add(file("data.json", Language.JSON, 1000));

    assertThat(new AnalysisReport(files).longestFiles())
        .hasSize(10)
        .extracting(FileMetrics::path)
        .startsWith("f14.go", "f12.go", "f13.go", "f10.go");
  }

  @Test
  void listsTheTenLongestFunctions() {
    var functions = IntStream.range(1, 13).mapToObj(i -> function("A.java", i, i / 2, 1)).toList();
    var file = file("A.java", Language.JAVA, 1, functions.toArray(FunctionMetrics[]::new));

    assertThat(new AnalysisReport(List.of(file)).longestFunctions())
        .hasSize(10)
        .extracting(FunctionMetrics::line)
        .startsWith(12, 10, 11, 8);
  }

  @Test
  void reportsExceededThresholdsInFileOrder() {
    var analysis =
        new AnalysisReport(
            List.of(
                file("b.java", Language.JAVA, 21, function("b.java", 5, 11, 4)),
                file("a.java", Language.JAVA, 20, function("a.java", 7, 10, 3)),
                file("a.py", Language.PYTHON, 22),
                file("a.yaml", Language.YAML, 23)));

    List<Finding> findings = analysis.findings(THRESHOLDS);

    assertThat(findings)
        .extracting(finding -> finding.file() + ":" + finding.line() + " " + finding.message())
        .containsExactly(
            "a.py:0 22 lines, more than 20",
            "b.java:0 21 lines, more than 20",
            "b.java:5 A.f5 has a cyclomatic complexity of 4, more than 3",
            "b.java:5 A.f5 has 11 lines, more than 10");
    assertThat(findings)
        .extracting(Finding::rule)
        .containsExactly("long-file", "long-file", "complex-function", "long-function");
    assertThat(findings)
        .allMatch(
            finding -> finding.severity() == Severity.INFO && finding.tool().equals("analysis"));
    assertThat(findings.getLast().endLine()).isEqualTo(15);
  }

  @Test
  void readsThresholdsFromConfiguration(@TempDir Path target) throws Exception {
    assertThat(AnalysisThresholds.of(TestWorkspace.of(target).workspace().config()))
        .isEqualTo(new AnalysisThresholds(500, 50, 10));

    TestFiles.write(
        target,
        ".quality-config.json",
        "{\"quality_thresholds\": {\"max_file_lines\": 5, \"complexity_limit\": 2}}");
    assertThat(AnalysisThresholds.of(TestWorkspace.of(target).workspace().config()))
        .isEqualTo(new AnalysisThresholds(5, 50, 2));
  }
}
