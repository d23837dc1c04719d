package dev.pawl.tool.editorconfig;

import dev.pawl.command.Finding;
import dev.pawl.command.Severity;
import dev.pawl.tool.Checker;
import dev.pawl.tool.Detection;
import dev.pawl.tool.InParallel;
import dev.pawl.tool.Job;
import dev.pawl.tool.Settings;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.editorconfig.EditorConfig.Wanted;
import dev.pawl.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Reports deviations from {@code .editorconfig} that may not be safe to fix: a charset other than UTF-8, and
 * indentation with tabs instead of spaces or the reverse, which is significant in some languages.
 */
@Component
class EditorConfigRules implements Checker {

  private final EditorConfig config;

  EditorConfigRules(EditorConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "editorconfig";
  }

  @Override
  public Detection detect(Workspace workspace) {
    return Files.exists(workspace.folder().resolve(".editorconfig"))
        ? Detection.builtIn("1")
        : Detection.missing("the target has no .editorconfig");
  }

  @Override
  public String settings(Settings settings) {
    return settings.of(EditorConfig.FILES);
  }

  @Override
  public boolean isGeneral() {
    return true;
  }

  @Override
  public boolean handles(String path) {
    return true;
  }

  @Override
  public Severity worst() {
    return Severity.INFO;
  }

  @Override
  public List<Finding> check(List<SourceFile> sources, Job job) throws InterruptedException {
    return InParallel.flatMap(job.conditions(), sources, this::check);
  }

  private List<Finding> check(SourceFile source) {
    Wanted wanted = config.of(source);
    var found = new ArrayList<Finding>();
    boolean utf8 = wanted.charset().filter(charset -> charset.startsWith("utf-8")).isPresent();
    if (utf8 && !source.charset().equals(StandardCharsets.UTF_8)) {
      found.add(finding(source, 1, "charset", "is not UTF-8"));
    }
    int line = indentedOtherwise(source.text(), wanted);
    if (line > 0) {
      String how = wanted.tabs() ? "tabs" : "spaces";
      found.add(finding(source, line, "indent-style", "is not indented with " + how));
    }
    return found;
  }

  /** Returns the first line that is indented with the other kind of whitespace; 0 when there is none. */
  private static int indentedOtherwise(String text, Wanted wanted) {
    if (!wanted.tabs() && wanted.indent().isEmpty()) {
      return 0;
    }
    String other = wanted.tabs() ? "    " : "\t";
    int line = 0;
    for (String one : text.lines().toList()) {
      line++;
      if (one.startsWith(other)) {
        return line;
      }
    }
    return 0;
  }

  private Finding finding(SourceFile source, int line, String rule, String what) {
    return Finding.at(
        source.path(),
        line,
        1,
        Severity.INFO,
        name(),
        rule,
        what + ", as required by .editorconfig");
  }
}
