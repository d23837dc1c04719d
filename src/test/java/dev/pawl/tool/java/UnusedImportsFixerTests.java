package dev.pawl.tool.java;

import dev.pawl.tool.FixerContract;
import dev.pawl.tool.TextFixer;

class UnusedImportsFixerTests implements FixerContract {

  @Override
  public TextFixer fixer() {
    return new UnusedImportsFixer();
  }

  @Override
  public String folder() {
    return "java/imports";
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
