package dev.pawl.tool.editorconfig;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.language.Literals;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.ParallelFiles;
import dev.pawl.tool.ProtectedFile;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.editorconfig.EditorConfig.FileProperties;
import dev.pawl.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Reports deviations from {@code .editorconfig} that may not be safe to fix, in files that it applies to: a charset other than UTF-8, and
 * indentation with tabs instead of spaces or the reverse, which is significant in some languages.
 */
@Component
class EditorConfigChecker implements Checker {

  private static final String CHARSET = "charset";
  private static final String INDENT_STYLE = "indent-style";

  private final EditorConfig config;

  EditorConfigChecker(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "editorconfig";
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return Files.exists(workspace.folder().resolve(".editorconfig"))
        ? ToolDetection.builtIn("2")
        : ToolDetection.unavailable("the target has no .editorconfig");
  }

  @Override
  public String configurationKey(ToolConfigFiles settings) {
    return settings.fingerprint(EditorConfig.LAYOUT_FILES);
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        Rule.of(
            name(),
            CHARSET,
            RuleSeverity.INFO,
            "Reports files that are not UTF-8 although .editorconfig requires it."),
        Rule.of(
            name(),
            INDENT_STYLE,
            RuleSeverity.INFO,
            "Reports the first line that is indented with spaces although .editorconfig requires tabs, or with tabs"
                + " although it requires spaces."));
  }

  @Override
  public boolean isLanguageIndependent() {
    return true;
  }

  @Override
  public boolean handles(String path) {
    return true;
  }

  @Override
  public Severity maxSeverity() {
    return Severity.INFO;
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, ToolContext job)
      throws InterruptedException {
    return ParallelFiles.flatMap(job.settings(), sources, this::check);
  }

  private List<Finding> check(SourceFile source) {
    FileProperties properties = config.propertiesOf(source);
    var findings = new ArrayList<Finding>();
    if (!ProtectedFile.kindsOf(source.path()).isEmpty()
        || source.isMinified()
        || source.isGenerated()
        || TextAttributes.of(source).isFixed()) {
      return findings;
    }
    boolean utf8 = properties.charset().filter(charset -> charset.startsWith("utf-8")).isPresent();
    if (utf8 && !source.charset().equals(StandardCharsets.UTF_8)) {
      findings.add(finding(source, 1, CHARSET, "is not UTF-8"));
    }
    int line = firstWronglyIndentedLine(source, properties);
    if (line > 0) {
      String expected = properties.useTabs() ? "tabs" : "spaces";
      findings.add(finding(source, line, INDENT_STYLE, "is not indented with " + expected));
    }
    return findings;
  }

  /**
   * Returns the first line outside of literals that is indented with the other kind of whitespace; 0 when there is none
   * or the literals cannot be told from the rest.
   */
  private static int firstWronglyIndentedLine(SourceFile source, FileProperties properties) {
    String text = source.text();
    if (!properties.useTabs() && properties.indentSize().isEmpty()) {
      return 0;
    }
    Optional<Literals> literals = ReadableText.literalsOf(source);
    if (literals.isEmpty()) {
      return 0;
    }
    String unexpected = properties.useTabs() ? "    " : "\t";
    int lineNumber = 0;
    for (String lineText : text.split("\n", -1)) {
      lineNumber++;
      if (!literals.get().containStartOf(lineNumber) && lineText.startsWith(unexpected)) {
        return lineNumber;
      }
    }
    return 0;
  }

  private Finding finding(SourceFile source, int line, String rule, String problem) {
    return Finding.at(
        source.path(),
        line,
        1,
        Severity.INFO,
        name(),
        rule,
        problem + ", although .editorconfig requires it");
  }
}
