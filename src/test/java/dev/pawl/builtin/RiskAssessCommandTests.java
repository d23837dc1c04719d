package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.command.Arguments;
import dev.pawl.command.CommandContext;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the risk score, factor by factor. */
class RiskAssessCommandTests {

  private static final String TEST = "src/test/ATests.java";

  @TempDir Path target;

  private static int score(String kind, int uncommitted, List<String> files) {
    return RiskAssessCommand.factors(kind, uncommitted, files, files).values().stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  private static List<String> sources(int count) {
    var files =
        new ArrayList<>(IntStream.range(1, count).mapToObj(i -> "src/F" + i + ".java").toList());
    files.add(TEST);
    return files;
  }

  @ParameterizedTest
  @CsvSource({"verify, 0", "format, 1", "cleanup, 3", "dedupe, 4", "comprehensive, 5", "'', 5"})
  void countsTheKindOfWork(String kind, int points) {
    assertThat(score(kind, 0, sources(1))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"49, 0", "50, 0", "51, 1", "99, 1", "100, 1", "101, 2"})
  void countsSourceFiles(int files, int points) {
    assertThat(score("verify", 0, sources(files))).isEqualTo(points);
  }

  @Test
  void countsUncommittedChangesOnce() {
    assertThat(score("verify", 7, sources(1))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "src/main.go, 2",
    "web/index.ts, 2",
    "App.java, 2",
    "server.py, 2",
    "config.rb, 2",
    "src/maintain.go, 0",
    "config.json, 0",
  })
  void countsCentralFiles(String path, int points) {
    assertThat(score("verify", 0, List.of(path, TEST))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({
    "src/test/x.java, 0",
    "spec/x.rb, 0",
    "a/__tests__/x.js, 0",
    "x.test.ts, 0",
    "x_test.go, 0",
    "test_x.py, 0",
    "ThingTest.java, 0",
    "contest.py, 1",
    "latest.go, 1",
  })
  void countsMissingTests(String path, int points) {
    assertThat(score("verify", 0, List.of(path))).isEqualTo(points);
  }

  @ParameterizedTest
  @CsvSource({"0, LOW", "2, LOW", "3, MEDIUM", "4, MEDIUM", "5, HIGH", "6, HIGH", "7, CRITICAL"})
  void mapsScoreToLevel(int score, String level) {
    assertThat(RiskAssessCommand.level(score)).isEqualTo(level);
  }

  @Test
  void reportsLevelAndFactors() throws Exception {
    TestFiles.write(target, "main.go", "package main\n");
    TestWorkspace open = TestWorkspace.of(target);
    var log = new ArrayList<String>();

    var result =
        new RiskAssessCommand(open.workspaces())
            .execute(
                new CommandContext(
                    open.key(), new Arguments("format"), Map.of(), log::add, () -> {}));

    assertThat(result.summary()).isEqualTo("MEDIUM, score 4");
    assertThat(result.metrics()).containsEntry("risk_score", 4L);
    assertThat(result.facts().get("risk_factors")).contains("no tests");
    assertThat(log).contains("+2 1 main, index, app, server or config files");
  }
}
