package dev.pawl.differential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.builtin.TestCommands;
import dev.pawl.command.Command;
import dev.pawl.command.CommandResult;
import dev.pawl.language.Language;
import dev.pawl.tool.CommandContexts;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.workspace.TestFiles;
import dev.pawl.workspace.TestWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs generated programs before and after the fixers, and compares how they end and what they print. {@code
 * -Dpawl.differential.programs=2000} runs more of them, {@code -Dpawl.differential.seed=7} others.
 */
@Tag("differential")
class DifferentialTests {

  private static final int PROGRAMS = Integer.getInteger("pawl.differential.programs", 80);
  private static final long SEED = Long.getLong("pawl.differential.seed", 1);
  private static final int BATCH = 250;
  private static final Path RESULTS = Path.of("target/differential");

  /** The language of each of the programs in turn: Java, whose fixers change most, comes most often. */
  private static final List<Language> TURNS =
      List.of(
          Language.JAVA,
          Language.PYTHON,
          Language.JAVA,
          Language.SHELL,
          Language.JAVA,
          Language.JAVASCRIPT,
          Language.JAVA,
          Language.PYTHON,
          Language.SHELL,
          Language.C);

  private static final Set<Purpose> CLEANUP =
      EnumSet.of(Purpose.DEAD_CODE, Purpose.DUPLICATES, Purpose.IMPORTS);
  private static final Set<Purpose> MERGING =
      EnumSet.of(Purpose.EQUAL_CODE, Purpose.DEAD_CODE, Purpose.IMPORTS);

  @TempDir Path target;
  @TempDir Path scratch;

  private List<Program> generate(int from, int count) {
    var programs = new ArrayList<Program>();
    for (int number = from; number < from + count; number++) {
      Language language = TURNS.get(number % TURNS.size());
      if (ProgramRunner.supports(language)) {
        programs.add(new ProgramGenerator(SEED * 1_000_003 + number).generate(language, number));
      }
    }
    return programs;
  }

  private static void write(Path folder, List<Program> programs) {
    programs.forEach(
        program -> program.files().forEach((path, text) -> TestFiles.write(folder, path, text)));
  }

  private static String text(Path folder, String path) {
    return TestFiles.read(folder, path);
  }

  @Test
  void programsDoTheSameAfterTheFixers() throws Exception {
    var changed = new TreeMap<Language, Integer>();
    var rejections = new TreeMap<String, Integer>();
    var differences = new LinkedHashMap<String, String>();
    int run = 0;
    for (int from = 0; from < PROGRAMS; from += BATCH) {
      Path folder = Files.createDirectory(target.resolve("batch" + from));
      List<Program> programs = generate(from, Math.min(BATCH, PROGRAMS - from));
      differences.putAll(fixAndCompare(folder, programs, changed, rejections));
      run += programs.size();
    }
    TestFiles.write(RESULTS, "rejections.txt", String.join("\n", rejections.keySet()) + "\n");
    System.out.printf(
        "differential: %d programs, changed %s, %d differences, %d rejections%n",
        run, changed, differences.size(), rejections.size());
    assertThat(differences.keySet()).as(describe(differences)).isEmpty();
    assertThat(changed).containsKeys(Language.JAVA, Language.SHELL);
  }

  /** Writes the differences to files, so that a failure can be examined. */
  private static String describe(Map<String, String> differences) {
    differences.forEach(
        (path, text) -> TestFiles.write(RESULTS, path.replace('/', '_') + ".txt", text));
    return "programs %s; see %s".formatted(differences.keySet(), RESULTS);
  }

  private Map<String, String> fixAndCompare(
      Path folder,
      List<Program> programs,
      Map<Language, Integer> changed,
      Map<String, Integer> rejections)
      throws Exception {
    write(folder, programs);
    TestFiles.write(
        folder,
        ".editorconfig",
        "root = true\n[*]\ntrim_trailing_whitespace = true\ninsert_final_newline = true\n"
            + "[*.c]\nindent_style = space\nindent_size = 4\n");
    TestFiles.write(folder, "ruff.toml", "[lint]\nselect = [\"F\", \"I\", \"UP\", \"E\"]\n");
    TestFiles.write(folder, "eslint.config.mjs", "export default [{rules: {semi: 'error'}}];\n");
    var runner = new ProgramRunner(scratch);
    Map<String, String> before = runner.run(folder, programs);
    var open = TestWorkspace.of(folder, folder.toRealPath().toString());
    for (Command command : TestCommands.fixers(open)) {
      String arguments =
          command.spec().name().endsWith("format")
              ? "--with=google-java-format,import-order,ruff,dprint,shfmt"
              : "";
      CommandResult result =
          command.execute(CommandContexts.withArguments(open.key(), arguments, new ArrayList<>()));
      result.findings().stream()
          .filter(finding -> !finding.rule().equals(FixResult.KEPT))
          .forEach(finding ->
              rejections.merge(
                  finding.file() + ": " + finding.tool() + ": " + finding.message(),
                  1,
                  Integer::sum));
    }
    Map<String, String> after = runner.run(open.folder(), programs);
    var differences = new LinkedHashMap<String, String>();
    for (Program program : programs) {
      if (!program.text().equals(text(open.folder(), program.path()))) {
        changed.merge(program.language(), 1, Integer::sum);
      }
      String expected = before.getOrDefault(program.path(), "");
      String actual = after.getOrDefault(program.path(), "");
      if (!expected.equals(actual)) {
        differences.put(
            program.path(),
            "before: %s%nafter: %s%n%s%n-----%n%s"
                .formatted(expected, actual, program.text(), text(open.folder(), program.path())));
      }
    }
    return differences;
  }

  @Test
  void generatedProgramsRun() throws IOException {
    List<Program> programs = generate(0, 100);
    write(target, programs);

    Map<String, String> outputs = new ProgramRunner(scratch).run(target, programs);

    assertThat(outputs).hasSameSizeAs(programs);
    assertThat(outputs)
        .allSatisfy((path, output) -> assertThat(output).as(path).contains("canary 85"));
  }

  @ParameterizedTest
  @EnumSource
  void brokenFixersAreCaught(BrokenChange change) throws Exception {
    write(target, generate(0, TURNS.size()));
    Map<Purpose, Set<Purpose>> attempts =
        Map.of(
            Purpose.LAYOUT, EnumSet.of(Purpose.LAYOUT),
            Purpose.DEAD_CODE, CLEANUP,
            Purpose.IMPORTS, CLEANUP,
            Purpose.EQUAL_CODE, MERGING);
    for (Map.Entry<Purpose, Set<Purpose>> attempt : attempts.entrySet()) {
      Map<String, Boolean> accepted =
          TestCommands.tryFixer(target, change::apply, attempt.getKey(), attempt.getValue());

      assertThat(accepted).as("%s", attempt).isNotEmpty().doesNotContainValue(true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void changesOfBrokenFixersAreVisible(BrokenChange change) throws IOException {
    List<Program> programs = generate(0, 2 * TURNS.size());
    write(target, programs);
    var runner = new ProgramRunner(scratch);
    Map<String, String> before = runner.run(target, programs);
    List<Program> broken =
        programs.stream()
            .filter(program -> !change.apply(program.text()).equals(program.text()))
            .toList();
    broken.forEach(
        program -> TestFiles.write(target, program.path(), change.apply(program.text())));

    Map<String, String> after = runner.run(target, programs);

    assertThat(broken).isNotEmpty();
    assertThat(broken)
        .allSatisfy(program ->
            assertThat(after.get(program.path()))
                .as(program.path())
                .isNotEqualTo(before.get(program.path())));
  }
}
