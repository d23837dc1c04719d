package dev.pawl.tool.javaformat;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import org.springframework.stereotype.Component;

/** Removes imports of names that neither code nor Javadoc of the file uses. */
@Component
class UnusedImports implements Fixer {

  @Override
  public String name() {
    return "unused-imports";
  }

  @Override
  public Purpose purpose() {
    return Purpose.CLEANUP;
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    try {
      return RemoveUnusedImports.removeUnusedImports(source.text());
    } catch (FormatterException e) {
      throw new Unfixable(String.valueOf(e.getMessage()));
    }
  }
}
