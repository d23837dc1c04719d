package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace;
import java.util.List;

/** A checker that looks at one text at a time, and so can also say whether a result still parses. */
public interface SyntaxChecker extends Checker {

  /** The rule of what does not parse. */
  String RULE = "syntax";

  /** What is wrong with one text; empty when it parses. */
  List<Finding> parse(SourceFile source);

  /** How exactly it parses; part of what its findings are kept under. */
  String version();

  @Override
  default Detection detect(Workspace workspace) {
    return Detection.builtIn(version());
  }

  @Override
  default List<Finding> check(List<SourceFile> sources, Job job) throws InterruptedException {
    return InParallel.flatMap(job.conditions(), sources, this::parse);
  }

  /** A place where a text does not parse. */
  default Finding syntaxError(SourceFile source, int line, int column, String message) {
    return Finding.at(source.path(), line, column, Severity.ERROR, name(), RULE, message);
  }
}
