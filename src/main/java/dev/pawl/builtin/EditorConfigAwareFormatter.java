package dev.pawl.builtin;

import dev.pawl.language.Language;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.IndentationRules;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A formatter whose results are rejected if they are indented otherwise than {@code .editorconfig} requires. */
record EditorConfigAwareFormatter(Fixer formatter, IndentationRules rules) implements Fixer {

  private static final Set<String> CONFIGURATION = Set.of(".editorconfig");

  @Override
  public String name() {
    return formatter.name();
  }

  @Override
  public ToolDetection detect(Workspace workspace) {
    return formatter.detect(workspace);
  }

  @Override
  public String configurationKey(ToolConfigFiles configFiles) {
    return formatter.configurationKey(configFiles) + " " + configFiles.fingerprint(CONFIGURATION);
  }

  @Override
  public boolean requiresFilesOnDisk() {
    return formatter.requiresFilesOnDisk();
  }

  @Override
  public Purpose purpose() {
    return formatter.purpose();
  }

  @Override
  public Set<Language> formattedLanguages() {
    return formatter.formattedLanguages();
  }

  @Override
  public boolean leavesProtectedFiles() {
    return formatter.leavesProtectedFiles();
  }

  @Override
  public boolean handles(SourceFile source) {
    return formatter.handles(source);
  }

  @Override
  public Fixer inStyle(@Nullable String style) {
    return new EditorConfigAwareFormatter(formatter.inStyle(style), rules);
  }

  @Override
  public List<FixResult> fix(List<SourceFile> sources, ToolContext context)
      throws InterruptedException {
    var results = new ArrayList<FixResult>();
    List<FixResult> formatted = formatter.fix(sources, context);
    for (int i = 0; i < sources.size(); i++) {
      results.add(check(sources.get(i), formatted.get(i)));
    }
    return results;
  }

  private FixResult check(SourceFile before, FixResult result) {
    SourceFile after = result.source();
    if (result.rule() != null || after.text().equals(before.text())) {
      return result;
    }
    Optional<String> ruledOut =
        rules
            .ruledOut(before)
            .filter(whitespace ->
                isIndentedWith(whitespace, after) && !isIndentedWith(whitespace, before));
    return ruledOut.isPresent()
        ? FixResult.failed(
            before,
            FixResult.NOT_FIXED,
            "%s does not indent with %s, although .editorconfig requires it"
                .formatted(name(), ruledOut.get().equals("\t") ? "spaces" : "tabs"))
        : result;
  }

  private static boolean isIndentedWith(String whitespace, SourceFile source) {
    return source.text().lines().anyMatch(line -> line.startsWith(whitespace));
  }
}
