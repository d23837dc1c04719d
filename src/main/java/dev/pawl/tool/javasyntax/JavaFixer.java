package dev.pawl.tool.javasyntax;

import dev.pawl.tool.Detection;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;

/** A built-in fixer of Java that works on the syntax trees of the JDK's parser. */
public interface JavaFixer extends Fixer {

  /** Returns the version of the fixer, which is part of the key of its cached results. */
  String version();

  @Override
  default Detection detect(Workspace workspace) {
    return Detection.builtIn(version() + " on " + Runtime.version());
  }

  @Override
  default boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }
}
