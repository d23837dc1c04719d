package dev.pawl.tool.javaformat;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.TextFixer;

class UnusedImportsTests implements FixerContract {

  @Override
  public TextFixer fixer() {
    return new UnusedImports();
  }

  @Override
  public String folder() {
    return "imports";
  }

  @Override
  public String file() {
    return "Imports.java.txt";
  }

  @Override
  public String path() {
    return "src/Imports.java";
  }
}
