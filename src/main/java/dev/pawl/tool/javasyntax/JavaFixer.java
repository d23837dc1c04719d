package dev.pawl.tool.javasyntax;

import dev.pawl.tool.Detection;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace;

/** A fixer of Java that is built in, and works on the trees of this JDK's parser. */
public interface JavaFixer extends Fixer {

  /** How exactly it works; part of what its results are kept under. */
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
