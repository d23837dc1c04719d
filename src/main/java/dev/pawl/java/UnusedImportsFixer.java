package dev.pawl.java;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.java.JavaImports.JavaImport;
import dev.pawl.language.JavaParser;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Removes imports that a file does not need, by the rule of {@link JavaImports}. */
@Component
class UnusedImportsFixer implements JavaFixer, RuleProvider {

  @Override
  public String name() {
    return "unused-imports";
  }

  @Override
  public String version() {
    return "2";
  }

  @Override
  public Purpose purpose() {
    return Purpose.IMPORTS;
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    return ParallelFiles.flatMap(context.settings(), sources, source -> List.of(fix(source)));
  }

  private FixResult fix(SourceFile source) {
    if (!source.text().contains("import")) {
      return FixResult.of(source);
    }
    Optional<JavaImports> parsed = JavaImports.of(source);
    if (parsed.isEmpty()) {
      return FixResult.failed(
          source,
          FixResult.NOT_FIXED,
          JavaParser.isNestedTooDeeply(source.text())
              ? JavaParser.TOO_DEEP_MESSAGE
              : "it cannot be parsed as Java, so it is not known which imports it needs");
    }
    JavaImports imports = parsed.get();
    String text = source.text();
    var result = new StringBuilder(text);
    var kept = new ArrayList<Finding>();
    for (JavaImport unused : imports.removable().reversed()) {
      if (hasComment(text, unused)) {
        kept.add(
            finding(source, unused, "is not used, but is kept because of the comment on its line"));
      } else {
        remove(result, unused);
      }
    }
    FixResult fixed =
        FixResult.of(source.withText(result.toString())).withKeptCode(kept.reversed());
    return imports.dependsOnPackage() ? fixed.dependingOnOtherFiles() : fixed;
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        Rule.of(
            name(),
            FixResult.KEPT,
            RuleSeverity.INFO,
            "Reports an import that seems unused, but that cleanup keeps, with the reason."));
  }

  private Finding finding(SourceFile source, JavaImport kept, String reason) {
    int line =
        (int) source.text().substring(0, kept.start()).chars().filter(c -> c == '\n').count();
    return Finding.at(
        source.path(),
        line + 1,
        0,
        Severity.INFO,
        name(),
        FixResult.KEPT,
        "import %s %s".formatted(kept.name(), reason));
  }

  /** Returns whether a comment shares the line of an import, or is inside of it: it may say why the import is there. */
  private static boolean hasComment(String text, JavaImport unused) {
    String line =
        text.substring(unused.start(), endOfLine(text, unused.end())).replaceAll("import\\s", ";");
    return line.contains("//") || line.contains("/*");
  }

  /** Removes an import with its line, and a blank line where two would follow each other. */
  private static void remove(StringBuilder text, JavaImport unused) {
    int lineStart = text.lastIndexOf("\n", unused.start() - 1) + 1;
    int lineEnd = endOfLine(text, unused.end());
    boolean onOwnLine =
        text.substring(lineStart, unused.start()).isBlank()
            && text.substring(unused.end(), lineEnd).isBlank();
    if (!onOwnLine) {
      text.delete(unused.start(), unused.end());
      return;
    }
    int nextLineEnd = endOfLine(text, lineEnd);
    int previousLineStart = lineStart == 0 ? 0 : text.lastIndexOf("\n", lineStart - 2) + 1;
    boolean followsBlank = text.substring(previousLineStart, lineStart).isBlank();
    boolean precedesBlank = text.substring(lineEnd, nextLineEnd).isBlank();
    text.delete(lineStart, followsBlank && precedesBlank ? nextLineEnd : lineEnd);
  }

  private static int endOfLine(CharSequence text, int offset) {
    int index = offset;
    while (index < text.length() && text.charAt(index) != '\n') {
      index++;
    }
    return Math.min(index + 1, text.length());
  }
}
