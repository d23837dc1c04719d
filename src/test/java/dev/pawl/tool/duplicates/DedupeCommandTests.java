package dev.pawl.tool.duplicates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.pawl.command.Arguments;
import dev.pawl.command.Finding;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.workspace.Folders;
import dev.pawl.workspace.OpenWorkspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DedupeCommandTests {

  private static final String BLOCK =
      IntStream.range(0, 30)
          .mapToObj(i -> "  int f%d = g(%d);%n".formatted(i, i))
          .collect(Collectors.joining());

  @TempDir Path target;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void writeTheSameCodeTwice() {
    Folders.write(target, "src/A.java", "class A {\n" + BLOCK + "}\n");
    Folders.write(target, "src/B.java", "final class B {\n\n" + BLOCK + "  int z;\n}\n");
    Folders.write(target, "src/C.java", "class C {}\n");
    Folders.write(target, "data.json", "{}\n");
  }

  private Outcome run(String arguments) throws Exception {
    OpenWorkspace open = OpenWorkspace.of(target);
    return new DedupeCommand(open.workspaces())
        .execute(
            new Invocation(open.key(), new Arguments(arguments), Map.of(), log::add, () -> {}));
  }

  @Test
  void reportsBothPlacesAndCountsEachLineOnce() throws Exception {
    Outcome outcome = run("");

    assertThat(outcome.findings())
        .extracting(Finding::file, Finding::line, Finding::rule)
        .containsExactly(
            tuple("src/A.java", 1, "duplicate-code"), tuple("src/B.java", 1, "duplicate-code"));
    assertThat(outcome.findings().getFirst().message()).contains("as in src/B.java:1");
    assertThat(outcome.findings()).allSatisfy(f -> assertThat(f.fingerprint()).isNotEmpty());
    assertThat(outcome.metrics())
        .containsEntry("files", 3L)
        .containsEntry("duplicates", 1L)
        .containsEntry("lines", 32L + 34 + 1)
        .containsEntry("findings", 2L);
    assertThat(outcome.metrics().get("duplicated_lines")).isBetween(60L, 66L);
    assertThat(log).anySatisfy(line -> assertThat(line).startsWith("src/A.java:1: "));
  }

  @Test
  void looksOnlyAtWhatIsSelected() throws Exception {
    assertThat(run("src/A.java src/C.java").metrics())
        .containsEntry("files", 2L)
        .containsEntry("duplicated_lines", 0L)
        .containsEntry("duplicated_lines_percent", 0L);
  }
}
