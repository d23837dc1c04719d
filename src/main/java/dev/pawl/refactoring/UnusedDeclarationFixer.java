package dev.pawl.refactoring;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.java.JavaFixer;
import dev.pawl.language.JavaParser;
import dev.pawl.language.JavaParser.ParseResult;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Removes unused declarations together with their comments, and logs each removal. Declarations that appear removable
 * and must stay are reported with the reason.
 */
@Component
class UnusedDeclarationFixer implements JavaFixer, RuleProvider {

  private final JavaParser parser = new JavaParser();

  /** A file and its declarations that may be removed. */
  private record Candidates(SourceFile source, List<UnusedDeclaration> unused) {

    Set<String> declaredTypes() {
      return ReflectiveCallers.declaredTypes(source.text());
    }
  }

  @Override
  public String name() {
    return "dead-code";
  }

  @Override
  public String version() {
    return "5";
  }

  @Override
  public Purpose purpose() {
    return Purpose.DEAD_CODE;
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    List<Candidates> candidates =
        ParallelFiles.flatMap(job.settings(), sources, source -> List.of(findCandidates(source)));
    Set<String> names =
        candidates.stream()
            .flatMap(candidate -> candidate.unused().stream())
            .filter(unused -> unused.obstacle() == null)
            .map(UnusedDeclaration::name)
            .collect(Collectors.toSet());
    Set<String> types =
        candidates.stream()
            .filter(candidate -> !candidate.unused().isEmpty())
            .flatMap(candidate -> candidate.declaredTypes().stream())
            .collect(Collectors.toSet());
    boolean hasFields =
        candidates.stream()
            .flatMap(candidate -> candidate.unused().stream())
            .anyMatch(UnusedDeclaration::instanceField);
    var reached =
        new ReachedNames(
            hasFields && FieldSerializers.areUsed(job.workspace(), job.settings()),
            NameMentions.find(names, job.workspace(), job.settings()),
            ReflectiveCallers.findInspectedTypes(types, job.workspace(), job.settings()));
    return candidates.stream().map(candidate -> removeUnused(candidate, reached, job)).toList();
  }

  /**
   * What other files of the workspace may reach.
   *
   * @param serializedFields whether a library of the target may read the fields of any object
   * @param mentioned the names of declarations that occur in strings or in files of other kinds
   * @param inspectedTypes the names of types whose members are looked up by reflection
   */
  private record ReachedNames(
      boolean serializedFields, Set<String> mentioned, Set<String> inspectedTypes) {}

  private Candidates findCandidates(SourceFile source) {
    try {
      ParseResult parsed = parser.parse(source.text());
      List<UnusedDeclaration> unused =
          parsed.errors().isEmpty()
              ? UnusedDeclarationFinder.find(parsed, source.text())
              : List.<UnusedDeclaration>of();
      return new Candidates(source, unused);
    } catch (RuntimeException | StackOverflowError unparseable) {
      return new Candidates(source, List.of());
    }
  }

  private FixResult removeUnused(Candidates file, ReachedNames reached, ToolContext job) {
    if (file.unused().isEmpty()) {
      return FixResult.of(file.source());
    }
    SourceFile source = file.source();
    String obstacleOfFile =
        SourceFile.isTestSource(source.path())
            ? "it is in test sources"
            : file.declaredTypes().stream().anyMatch(reached.inspectedTypes()::contains)
                ? "another file may look up members of its class by reflection"
                : null;
    var lines = new LineNumbers(source.text());
    var removed = new ArrayList<TextRange>();
    var kept = new ArrayList<Finding>();
    for (UnusedDeclaration unused : file.unused().reversed()) {
      String obstacle =
          unused.obstacle() != null
              ? unused.obstacle()
              : obstacleOfFile != null
                  ? obstacleOfFile
                  : unused.instanceField() && reached.serializedFields()
                      ? "a library of the target may serialize it"
                      : reached.mentioned().contains(unused.name())
                          ? "its name is mentioned in a string or in a file of another kind"
                          : null;
      if (obstacle != null) {
        kept.add(finding(source, unused, lines.at(unused.start()), obstacle));
        continue;
      }
      TextRange range = TextRange.ofDeclaration(unused.start(), unused.end(), source.text());
      removed.add(range);
      job.log().accept(source.path() + ": " + range.describeRemoval(unused.name()));
    }
    return FixResult.of(source.withText(TextRange.removeAll(source.text(), removed)))
        .withKeptCode(kept.reversed())
        .dependingOnOtherFiles();
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        Rule.of(
            name(),
            FixResult.KEPT,
            RuleSeverity.INFO,
            "Reports a member or local variable that nothing seems to use, but that cleanup keeps,"
                + " with the reason."));
  }

  private Finding finding(SourceFile source, UnusedDeclaration unused, int line, String obstacle) {
    return Finding.at(
        source.path(),
        line,
        0,
        Severity.INFO,
        name(),
        FixResult.KEPT,
        "%s is not used, but is kept: %s".formatted(unused.name(), obstacle));
  }

  /** Counts lines up to offsets that are requested in descending order. */
  private static final class LineNumbers {

    private final String text;
    private int offset;
    private int line;

    LineNumbers(String text) {
      this.text = text;
      this.offset = text.length();
      this.line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    }

    int at(int target) {
      while (offset > target) {
        offset--;
        line -= text.charAt(offset) == '\n' ? 1 : 0;
      }
      return line;
    }
  }
}
