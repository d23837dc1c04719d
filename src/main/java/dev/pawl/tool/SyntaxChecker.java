package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace;
import java.util.List;

/** A checker that examines one text at a time and can therefore also tell whether a rewritten text still parses. */
public interface SyntaxChecker extends Checker {

  /** The rule id of syntax errors. */
  String RULE = "syntax";

  /** Returns the syntax errors of a text; empty if it parses. */
  List<Finding> parse(SourceFile source);

  /** Returns the version of the parser; part of the cache key of its findings. */
  String version();

  @Override
  default ToolDetection detect(Workspace workspace) {
    return ToolDetection.builtIn(version());
  }

  @Override
  default List<Finding> check(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    return ParallelFiles.flatMap(context.settings(), sources, this::parse);
  }

  /** Creates the finding for a syntax error. */
  default Finding syntaxError(SourceFile source, int line, int column, String message) {
    return Finding.at(source.path(), line, column, Severity.ERROR, name(), RULE, message);
  }
}
