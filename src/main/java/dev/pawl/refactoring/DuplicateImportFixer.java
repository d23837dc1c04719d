package dev.pawl.refactoring;

import dev.pawl.language.Language;
import dev.pawl.language.PythonImports;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Removes textually equal duplicate imports from the head of a file, which ends at the first line of code or at a
 * directive such as {@code #if}. Where the order of imports is meaning, only repetitions without effect are removed.
 */
@Component
class DuplicateImportFixer implements TextFixer {

  private static final Set<Language> LANGUAGES =
      Set.of(Language.JAVA, Language.KOTLIN, Language.CSHARP, Language.PYTHON, Language.SWIFT);
  private static final Pattern IMPORT = Pattern.compile("(import|using)\\s+[\\w.$* ]+;?");
  private static final Pattern PYTHON_IMPORT =
      Pattern.compile("(import\\s+[\\w. ,]+|from\\s+[\\w.]+\\s+import\\s+[\\w.* ,]+)");
  private static final Pattern HEADER_LINE =
      Pattern.compile("(package\\s.*|//.*|#!.*|/\\*((?!\\*/).)*\\*/|)");
  private static final Pattern PYTHON_HEADER_LINE = Pattern.compile("(#.*|)");

  @Override
  public String name() {
    return "repeated-imports";
  }

  @Override
  public String version() {
    return "2";
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
    boolean python = source.language().filter(Language.PYTHON::equals).isPresent();
    Pattern importLine = python ? PYTHON_IMPORT : IMPORT;
    Pattern headerLine = python ? PYTHON_HEADER_LINE : HEADER_LINE;
    var statements = new ArrayList<String>();
    var result = new StringBuilder();
    boolean inHeader = true;
    boolean inComment = false;
    for (String line : source.text().split("(?<=\n)")) {
      String stripped = line.stripTrailing();
      boolean isImport = inHeader && !inComment && importLine.matcher(stripped).matches();
      if (!isImport && inHeader) {
        boolean opens =
            !python && !inComment && stripped.startsWith("/*") && !stripped.contains("*/");
        boolean closes = inComment && stripped.endsWith("*/");
        inHeader = inComment || opens || headerLine.matcher(stripped).matches();
        inComment = (inComment || opens) && !closes;
      }
      if (isImport) {
        statements.add(stripped);
      }
      if (!isImport || !isRedundant(statements, python)) {
        result.append(line);
      }
    }
    return result.toString();
  }

  /** Returns whether the last statement repeats an earlier one; in Python, where the order matters, without effect. */
  private static boolean isRedundant(List<String> statements, boolean python) {
    int last = statements.size() - 1;
    return python
        ? PythonImports.isRedundant(statements, last)
        : statements.subList(0, last).contains(statements.get(last));
  }
}
