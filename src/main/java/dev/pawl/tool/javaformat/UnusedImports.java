package dev.pawl.tool.javaformat;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import dev.pawl.tool.Library;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import dev.pawl.tool.javasyntax.JavaParser;
import org.springframework.stereotype.Component;

/** Removes imports of names that neither the code nor the Javadoc of the file uses. */
@Component
class UnusedImports implements TextFixer {

  @Override
  public String name() {
    return "unused-imports";
  }

  @Override
  public String version() {
    return Library.version(RemoveUnusedImports.class, JavaLayout.LIBRARY);
  }

  @Override
  public Purpose purpose() {
    return Purpose.IMPORTS;
  }

  @Override
  public boolean handles(SourceFile source) {
    return SourceFile.extension(source.path()).equals("java");
  }

  @Override
  public String fix(SourceFile source) throws Unfixable {
    if (JavaParser.isTooDeep(source.text())) {
      throw new Unfixable(JavaParser.TOO_DEEP);
    }
    try {
      return RemoveUnusedImports.removeUnusedImports(source.text());
    } catch (FormatterException e) {
      throw new Unfixable(String.valueOf(e.getMessage()));
    }
  }
}
