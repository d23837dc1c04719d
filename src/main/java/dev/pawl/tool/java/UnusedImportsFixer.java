package dev.pawl.tool.java;

import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import dev.pawl.language.JavaParser;
import dev.pawl.tool.LibraryVersion;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import org.springframework.stereotype.Component;

/** Removes imports of names that neither the code nor the Javadoc of the file uses. */
@Component
class UnusedImportsFixer implements TextFixer {

  @Override
  public String name() {
    return "unused-imports";
  }

  @Override
  public String version() {
    return LibraryVersion.version(RemoveUnusedImports.class, GoogleJavaFormatter.LIBRARY);
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
  public String fix(SourceFile source) throws UnfixableException {
    if (JavaParser.isNestedTooDeeply(source.text())) {
      throw new UnfixableException(JavaParser.TOO_DEEP_MESSAGE);
    }
    try {
      return RemoveUnusedImports.removeUnusedImports(source.text());
    } catch (FormatterException e) {
      throw new UnfixableException(String.valueOf(e.getMessage()));
    }
  }
}
