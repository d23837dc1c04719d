package dev.pawl.builtin;

import dev.pawl.language.Language;
import dev.pawl.tool.FixResult;
import dev.pawl.tool.Fixer;
import dev.pawl.tool.SourceFile;
import dev.pawl.tool.ToolConfigFiles;
import dev.pawl.tool.ToolContext;
import dev.pawl.tool.ToolDetection;
import dev.pawl.tool.editorconfig.EditorConfig;
import dev.pawl.tool.editorconfig.EditorConfig.FileProperties;
import dev.pawl.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A formatter whose results are rejected if they are indented otherwise than {@code .editorconfig} requires. */
record EditorConfigAwareFormatter(Fixer formatter, EditorConfig config) implements Fixer {

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
    return formatter.configurationKey(configFiles)
        + " "
        + configFiles.fingerprint(EditorConfig.FILES);
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
  public boolean handles(SourceFile source) {
    return formatter.handles(source);
  }

  @Override
  public Fixer inStyle(@Nullable String style) {
    return new EditorConfigAwareFormatter(formatter.inStyle(style), config);
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
    FileProperties properties = config.propertiesOf(before);
    if (!properties.useTabs() && properties.indentSize().isEmpty()) {
      return result;
    }
    String unexpected = properties.useTabs() ? "  " : "\t";
    return isIndentedWith(unexpected, after) && !isIndentedWith(unexpected, before)
        ? FixResult.failed(
            before,
            "not-fixed",
            "%s does not indent with %s, as .editorconfig requires"
                .formatted(name(), properties.useTabs() ? "tabs" : "spaces"))
        : result;
  }

  private static boolean isIndentedWith(String whitespace, SourceFile source) {
    return source.text().lines().anyMatch(line -> line.startsWith(whitespace));
  }
}
