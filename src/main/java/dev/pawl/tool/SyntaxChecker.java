package dev.pawl.tool;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.List;

/** A checker that looks at one text at a time, and so can also say whether a result still parses. */
public interface SyntaxChecker extends Checker {

  /** What is wrong with one text; empty when it parses. */
  List<Finding> parse(SourceFile source);

  @Override
  default List<Finding> check(List<WorkspaceFile> files) throws InterruptedException {
    return InParallel.flatMap(
        files,
        file -> {
          try {
            return SourceFile.read(file).map(this::parse).orElse(List.of());
          } catch (IOException e) {
            return List.of(
                Finding.at(
                    file.path(),
                    0,
                    0,
                    Severity.ERROR,
                    name(),
                    "unreadable",
                    String.valueOf(e.getMessage())));
          }
        });
  }

  /** A place where a text does not parse. */
  default Finding syntaxError(SourceFile source, int line, int column, String message) {
    return Finding.at(source.path(), line, column, Severity.ERROR, name(), "syntax", message);
  }
}
