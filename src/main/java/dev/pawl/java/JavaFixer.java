package dev.pawl.java;

import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;

/** A built-in fixer of Java that works on the syntax trees of the JDK's parser. */
public interface JavaFixer extends Fixer {

  /** Returns the version of the fixer, which is part of the key of its cached results. */
  String version();

  @Override
  default ToolDetection detect(Workspace workspace) {
    return ToolDetection.builtIn(version() + " on " + Runtime.version());
  }

  @Override
  default boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }
}
