package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Fixer.Unfixable;
import dev.pawl.tool.SourceFile.LineEnding;
import dev.pawl.workspace.TargetConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets fixers work on one file, and keeps the result only where it is provably safe (I-08 to I-11, I-14). */
@Component
public class Fixing {

  /** The fact by which a step says what its fixers were for. */
  public static final String PURPOSE = "purpose";

  private static final int PASSES = 10;

  private final List<Fixer> fixers;
  private final List<SyntaxChecker> syntax;

  Fixing(List<Fixer> fixers, List<SyntaxChecker> syntax) {
    this.fixers = fixers;
    this.syntax = syntax;
  }

  /**
   * What came of one file.
   *
   * @param source the file as it should be; the same as before when nothing is to be done
   * @param fixers the names of the tools that changed it
   * @param findings why it was left as it is, if it was
   */
  public record Result(SourceFile source, List<String> fixers, List<Finding> findings) {}

  /**
   * Lets every fixer of a purpose work on a file, each to a fixed point. What was laid out before a cleanup is laid out
   * after it.
   */
  public Result fix(SourceFile before, Fixer.Purpose purpose, Predicate<Fixer> wanted) {
    var used = new ArrayList<String>();
    var findings = new ArrayList<Finding>();
    SourceFile now = pass(before, purpose, wanted, used, findings);
    if (!used.isEmpty()
        && purpose == Fixer.Purpose.CLEANUP
        && isSettled(before, Fixer.Purpose.LAYOUT, wanted)) {
      now = pass(now, Fixer.Purpose.LAYOUT, wanted, used, findings);
    }
    if (!used.isEmpty()) {
      String fault = fault(before, now);
      if (fault != null) {
        findings.add(left(before, String.join(", ", used), "unsafe-fix", fault));
        return new Result(before, List.of(), findings);
      }
    }
    return new Result(now, used, findings);
  }

  private SourceFile pass(
      SourceFile source,
      Fixer.Purpose purpose,
      Predicate<Fixer> wanted,
      List<String> used,
      List<Finding> findings) {
    SourceFile now = source;
    for (Fixer fixer : fixers) {
      if (fixer.purpose() == purpose && wanted.test(fixer) && fixer.handles(now)) {
        try {
          SourceFile next = settled(fixer, now);
          if (!next.text().equals(now.text())) {
            now = next;
            used.add(fixer.name());
          }
        } catch (Unfixable e) {
          findings.add(left(source, fixer.name(), "not-fixed", String.valueOf(e.getMessage())));
        } catch (RuntimeException | StackOverflowError e) {
          findings.add(left(source, fixer.name(), "crashed", "it crashed with " + e));
        }
      }
    }
    return now;
  }

  private SourceFile settled(Fixer fixer, SourceFile source) throws Unfixable {
    if (source.lineEnding() == LineEnding.MIXED) {
      throw new Unfixable("its lines end in different ways; make them equal first");
    }
    SourceFile now = source;
    for (int pass = 0; pass < PASSES; pass++) {
      SourceFile next = now.with(fixer.fix(now));
      if (next.text().equals(now.text())) {
        return now;
      }
      now = next;
    }
    throw new Unfixable("unstable-format: the text still changes after " + PASSES + " passes");
  }

  private @Nullable String fault(SourceFile before, SourceFile after) {
    if (!after.encodable()) {
      return "the result does not fit the file's charset " + before.charset();
    }
    if (before.text().indexOf('\n') >= 0 && after.lineEnding() != before.lineEnding()) {
      return "the result would end its lines in another way";
    }
    for (SyntaxChecker checker : syntax) {
      if (checker.handles(before.path())
          && checker.parse(before).size() < checker.parse(after).size()) {
        return "the result would not parse any more";
      }
    }
    return null;
  }

  private static Finding left(SourceFile source, String tool, String rule, String why) {
    return Finding.at(source.path(), 0, 0, Severity.INFO, tool, rule, "left as it is: " + why);
  }

  /** Whether fixing a result once more would change it again (I-14). */
  public boolean isSettled(SourceFile source, Fixer.Purpose purpose, Predicate<Fixer> wanted) {
    return fix(source, purpose, wanted).source().text().equals(source.text());
  }

  /** The fixers that a target wants: of the formatters of a language only those that it lists. */
  public static Predicate<Fixer> wantedBy(TargetConfig config) {
    return fixer ->
        fixer
            .formatterOf()
            .map(language -> config.formatters(language).contains(fixer.name()))
            .orElse(true);
  }
}
