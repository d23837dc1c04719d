package dev.pawl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** Checks the architecture and code style rules; each failure message states the alternative. */
class HouseTests {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.pawl");

  private static final int MAX_MODULE_FILES = 60;

  /** The number of code lines from which a review is requested; it is not a limit. */
  private static final int REVIEWED_CODE_LINES = 400;

  @Test
  void modulesHaveOnlyDeclaredDependencies() {
    ApplicationModules.of(PawlApplication.class).verify();
  }

  @Test
  void everyModuleHasADescription() throws IOException {
    var names = new ArrayList<String>();
    for (Path module : moduleFolders()) {
      String text = Files.readString(module.resolve("package-info.java"));
      assertThat(text)
          .as("%s: one sentence of Javadoc, @NullMarked and its allowed dependencies", module)
          .startsWith("/** ")
          .contains("@" + NullMarked.class.getSimpleName())
          .contains("@" + ApplicationModule.class.getSimpleName());
      names.add(module.getFileName().toString());
    }
    assertThat(names)
        .containsExactlyInAnyOrder(
            "archive",
            "builtin",
            "cache",
            "callback",
            "cli",
            "command",
            "commandfile",
            "configuration",
            "consent",
            "credential",
            "dashboard",
            "duplication",
            "engine",
            "externaltool",
            "finding",
            "forge",
            "gate",
            "glob",
            "java",
            "jvm",
            "language",
            "lock",
            "metrics",
            "network",
            "node",
            "objectstore",
            "plan",
            "process",
            "project",
            "proof",
            "recovery",
            "refactoring",
            "rule",
            "registry",
            "report",
            "retention",
            "schedule",
            "security",
            "session",
            "snapshot",
            "startup",
            "stream",
            "submission",
            "suppression",
            "target",
            "tool",
            "wasm",
            "web",
            "workflow",
            "workflowapi",
            "workflowlist",
            "workspace");
  }

  @Test
  void modulesHaveAtMost60Files() throws IOException {
    for (Path module : moduleFolders()) {
      assertThat(sources(module.toString()))
          .as("%s: move a noun, with its controller, logic and storage, to a module", module)
          .hasSizeLessThanOrEqualTo(MAX_MODULE_FILES);
    }
  }

  /** Checks folders of modules, too; the cycles between modules are among the violations of their declarations. */
  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.pawl.(**)").should().beFreeOfCycles().check(MAIN);
  }

  private static List<Path> moduleFolders() throws IOException {
    try (var folders = Files.list(Path.of("src/main/java/dev/pawl"))) {
      return folders.filter(Files::isDirectory).toList();
    }
  }

  @Test
  void classNamesHaveNoGenericAffixes() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Abstract\\w*|Base[A-Z]\\w*)")
        .because("a class is named after what it is, not with a generic suffix or prefix")
        .check(MAIN);
  }

  @Test
  void timeComesFromTheClock() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("time must be controllable in tests: inject the Clock")
        .check(MAIN);
  }

  @Test
  void nothingSleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", Duration.class)
        .because(
            "a sleep is too short or too long: wait for a signal or a future, or call the scheduled"
                + " method from the test")
        .check(new ClassFileImporter().importPackages("dev.pawl"));
  }

  @Test
  void queriesLeaveNoConnectionOpen() {
    noClasses()
        .should()
        .callMethod(JdbcClient.MappedQuerySpec.class, "stream")
        .because("a stream keeps its connection until it is closed: use list()")
        .check(MAIN);
  }

  @Test
  void processesAreStartedWithArgumentLists() {
    noClasses()
        .should()
        .callMethod(Runtime.class, "exec", String.class)
        .because("a command string is open to injection: use ProcessBuilder with an argument list")
        .check(MAIN);
  }

  @Test
  void modulesWithoutUsersHaveNoPublicTypes() {
    classes()
        .that()
        .resideInAnyPackage(
            "dev.pawl.dashboard",
            "dev.pawl.engine",
            "dev.pawl.externaltool",
            "dev.pawl.metrics",
            "dev.pawl.security",
            "dev.pawl.workflowapi")
        .and()
        .areTopLevelClasses()
        .should()
        .notBePublic()
        .because(
            "no other module uses these modules: keep their types package-private until one does")
        .check(MAIN);
  }

  @Test
  void entitiesHaveNoSetters() {
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith(Entity.class)
        .should()
        .haveNameMatching("set[A-Z].*")
        .because("entities change state in business methods, not in setters")
        .check(MAIN);
  }

  /** Prints the classes that need a review; it does not fail, as a class that is one thing stays whole. */
  @Test
  void longClassesAreReported() throws IOException {
    for (Path file : sources("src/main/java")) {
      long lines = codeLines(file);
      if (lines > REVIEWED_CODE_LINES) {
        System.out.printf(
            "WARNING: %s has %d code lines: review whether it is still one thing%n", file, lines);
      }
    }
    assertThat(codeLines(Path.of("src/main/java/dev/pawl/PawlApplication.java")))
        .as("counted lines of code")
        .isPositive();
  }

  private static long codeLines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.matches("\\s*($|//.*|\\*.*|/\\*.*|import .*|package .*)"))
        .count();
  }

  @Test
  void sourcesContainNoTodos() throws IOException {
    var todo =
        Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b|@Dis" + "abled|@Ign" + "ore\\b");
    for (Path file : sources("src")) {
      assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern(todo);
    }
  }

  private static List<Path> sources(String folder) throws IOException {
    try (var files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
