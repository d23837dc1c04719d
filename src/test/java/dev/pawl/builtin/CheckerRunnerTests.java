package dev.pawl.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.builtin.CheckerRunner.CheckResult;
import dev.pawl.cache.Cache;
import dev.pawl.cache.InMemoryCache;
import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.rule.Rule;
import dev.pawl.tool.Checker;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.ToolUnusableException;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import dev.pawl.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a checker that fails on one file does not prevent that the others are checked. */
class CheckerRunnerTests {

  @TempDir Path target;
  private final AtomicInteger calls = new AtomicInteger();
  private Cache cache = Cache.NONE;

  private Checker checker(Consumer<SourceFile> work) {
    return new Checker() {

      @Override
      public List<Rule> rules() {
        return List.of();
      }

      @Override
      public String name() {
        return "fragile";
      }

      @Override
      public ToolDetection detect(Workspace workspace) {
        return ToolDetection.builtIn("1");
      }

      @Override
      public boolean handles(String path) {
        return path.endsWith(".txt");
      }

      @Override
      public List<Finding> check(List<SourceFile> sources, ToolContext context) {
        calls.incrementAndGet();
        sources.forEach(work);
        return sources.stream()
            .map(source ->
                Finding.at(source.path(), 1, 1, Severity.WARNING, name(), "rule", "found"))
            .toList();
      }
    };
  }

  private CheckResult check(Checker checker) throws Exception {
    var open = TestWorkspace.of(target);
    open.folder();
    var configFiles = new ToolConfigFiles(open.workspace().files());
    return new CheckerRunner(List.of(checker), cache)
        .check(
            open.workspace(),
            configFiles.files(),
            configFiles,
            CommandContexts.inWorkspace(open.key(), new ArrayList<>()));
  }

  static List<Throwable> reportsOnlyTheFileOnWhichACheckerFails() {
    return List.of(
        new IllegalStateException("a bug"),
        new StackOverflowError(),
        new NoClassDefFoundError("dev/pawl/Missing"),
        new AssertionError("impossible"),
        new IllegalStateException(new StackOverflowError()));
  }

  private static void fail(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  private void writeFiles(int count) {
    for (int i = 0; i < count; i++) {
      TestFiles.write(target, "f%02d.txt".formatted(i), "text " + i);
    }
  }

  @ParameterizedTest
  @MethodSource
  void reportsOnlyTheFileOnWhichACheckerFails(Throwable failure) throws Exception {
    writeFiles(20);

    CheckResult result =
        check(
            checker(source -> {
              if (source.path().equals("f07.txt") || source.path().equals("f19.txt")) {
                fail(failure);
              }
            }));

    assertThat(result.findings())
        .filteredOn(finding -> finding.severity() == Severity.INFO)
        .hasSize(2)
        .allSatisfy(finding -> {
          assertThat(finding.message()).startsWith("not checked: ");
          assertThat(finding.fingerprint()).isNotEmpty();
          assertThat(finding.countsInGates()).isFalse();
        })
        .extracting(Finding::file)
        .containsExactly("f07.txt", "f19.txt");
    assertThat(result.findings()).filteredOn(Finding::countsInGates).hasSize(18);
    assertThat(result.checked()).hasSize(18).doesNotContain("f07.txt", "f19.txt");
    assertThat(result.notes()).isEmpty();
  }

  @Test
  void namesReasonForFailure() throws Exception {
    writeFiles(1);

    assertThat(check(checker(source -> fail(new StackOverflowError()))).findings())
        .extracting(Finding::message)
        .containsExactly("not checked: too deep");
    assertThat(check(checker(source -> fail(new IllegalStateException("a bug")))).findings())
        .extracting(Finding::message)
        .containsExactly(
            "not checked: the tool failed with java.lang.IllegalStateException: a bug");
  }

  @Test
  void doesNotHideThatMemoryIsExhausted() {
    writeFiles(2);

    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> check(checker(source -> fail(new OutOfMemoryError("test")))));
  }

  @Test
  void reportsOnceThatACheckerFailsOnAllFiles() throws Exception {
    writeFiles(60);

    CheckResult result = check(checker(source -> fail(new IllegalStateException("a bug"))));

    assertThat(result.findings()).isEmpty();
    assertThat(result.notes()).singleElement().asString().startsWith("fragile: the tool failed");
    assertThat(result.checked()).isEmpty();
    assertThat(calls).hasValueLessThan(60);
  }

  @Test
  void endsAToolThatCannotBeUsed() throws Exception {
    writeFiles(60);

    CheckResult result =
        check(
            checker(
                source -> fail(new ToolUnusableException("unknown key 'a' in its configuration"))));

    assertThat(result.notes()).containsExactly("fragile: unknown key 'a' in its configuration");
    assertThat(calls).hasValue(1);
  }

  @Test
  void checksAgainAfterACrash() throws Exception {
    cache = new InMemoryCache();
    writeFiles(2);
    check(
        checker(source -> {
          if (source.path().equals("f00.txt")) {
            fail(new IllegalStateException("once"));
          }
        }));
    var checked = new ArrayList<String>();

    CheckResult result = check(checker(source -> checked.add(source.path())));

    assertThat(checked).containsExactly("f00.txt");
    assertThat(result.findings()).hasSize(2).allMatch(Finding::countsInGates);
  }

  @Test
  void storesNothingOfAnInterruptedRun() throws Exception {
    cache = new InMemoryCache();
    writeFiles(2);
    Consumer<SourceFile> interrupt = _ -> Thread.currentThread().interrupt();

    assertThatThrownBy(() -> check(checker(interrupt))).isInstanceOf(InterruptedException.class);
    assertThatThrownBy(() ->
            check(checker(interrupt.andThen(_ -> fail(new IllegalStateException("interrupted"))))))
        .as("a tool that fails because it is interrupted")
        .isInstanceOf(InterruptedException.class);

    var checked = new ArrayList<String>();
    check(checker(source -> checked.add(source.path())));
    assertThat(checked).hasSize(2);
  }

  @Test
  void findingsInFixturesAndVendoredFilesAreNotes() throws Exception {
    for (String path :
        List.of(
            "a.txt",
            "testdata/b.txt",
            "test/data/c.txt",
            "test/bad/b.txt",
            "test/badge/b.txt",
            "vendor/d.txt",
            "vendor/own/e.txt",
            "lib/f.txt")) {
      TestFiles.write(target, path, "text\n");
    }
    TestFiles.write(
        target, ".gitattributes", "vendor/own/** -linguist-vendored\nlib/** linguist-vendored\n");

    assertThat(check(checker(source -> {})).findings())
        .extracting(Finding::file, Finding::severity)
        .containsExactlyInAnyOrder(
            tuple("a.txt", Severity.WARNING),
            tuple("testdata/b.txt", Severity.INFO),
            tuple("test/data/c.txt", Severity.INFO),
            tuple("test/bad/b.txt", Severity.INFO),
            tuple("test/badge/b.txt", Severity.WARNING),
            tuple("vendor/d.txt", Severity.INFO),
            tuple("vendor/own/e.txt", Severity.WARNING),
            tuple("lib/f.txt", Severity.INFO));
  }
}
