package dev.pawl.tool.refactoring;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Removes textually equal duplicate imports from the head of a file, which ends at the first line of code. */
@Component
class DuplicateImportFixer implements TextFixer {

  private static final Set<Language> LANGUAGES =
      Set.of(
          Language.JAVA,
          Language.KOTLIN,
          Language.SCALA,
          Language.CSHARP,
          Language.PYTHON,
          Language.SWIFT);
  private static final Pattern IMPORT =
      Pattern.compile("(import|using|from)\\s+[\\w.$* ,]+;?(\\s+import\\s+[\\w.$* ,]+)?");
  private static final Pattern HEADER_LINE = Pattern.compile("(package\\s.*|//.*|#.*|/\\*.*\\*/|)");

  @Override
  public String name() {
    return "repeated-imports";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Purpose purpose() {
    return Purpose.DUPLICATES;
  }

  @Override
  public boolean handles(SourceFile source) {
    return source.language().filter(LANGUAGES::contains).isPresent();
  }

  @Override
  public String fix(SourceFile source) {
    var seen = new HashSet<String>();
    var result = new StringBuilder();
    boolean inHeader = true;
    boolean inComment = false;
    for (String line : source.text().split("(?<=\n)")) {
      String stripped = line.stripTrailing();
      boolean isImport = inHeader && !inComment && IMPORT.matcher(stripped).matches();
      if (!isImport && inHeader) {
        boolean opens = !inComment && stripped.startsWith("/*") && !stripped.endsWith("*/");
        boolean closes = inComment && stripped.endsWith("*/");
        inHeader = inComment || opens || HEADER_LINE.matcher(stripped).matches();
        inComment = (inComment || opens) && !closes;
      }
      if (!isImport || seen.add(stripped)) {
        result.append(line);
      }
    }
    return result.toString();
  }
}
