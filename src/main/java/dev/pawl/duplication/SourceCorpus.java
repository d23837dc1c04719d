package dev.pawl.duplication;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The source files of a target, grouped by language. */
final class SourceCorpus {

  private final Map<Language, TokenTable> byLanguage = new EnumMap<>(Language.class);
  private final List<String> readErrors = new ArrayList<>();
  private int fileCount;
  private long lineCount;

  /** Adds a file if it is written in a programming language. */
  void add(WorkspaceFile file) {
    boolean mayBeSource =
        Language.of(file.path())
            .map(Language::isSource)
            .orElseGet(() -> SourceFile.extension(file.path()).isEmpty());
    if (!mayBeSource) {
      return;
    }
    try {
      SourceFile.read(file).ifPresent(this::add);
    } catch (IOException e) {
      readErrors.add("%s cannot be read: %s".formatted(file.path(), e.getMessage()));
    }
  }

  /** Adds a text if it is written in a programming language. */
  void add(SourceFile source) {
    source
        .language()
        .filter(Language::isSource)
        .filter(language -> !isFixture(language, source.path()))
        .ifPresent(language -> add(language, source.path(), source.text()));
  }

  /** Returns whether a file is a sample that tests read, such as a page that a parser is tested with. */
  private static boolean isFixture(Language language, String path) {
    return language == Language.HTML && SourceFile.isTestSource(path);
  }

  private void add(Language language, String path, String text) {
    byLanguage.computeIfAbsent(language, TokenTable::new).add(path, text);
    fileCount++;
    lineCount += text.lines().count();
  }

  Collection<TokenTable> tokenTables() {
    return byLanguage.values();
  }

  int fileCount() {
    return fileCount;
  }

  /** Returns the total number of lines of the files. */
  long lineCount() {
    return lineCount;
  }

  /** Returns a message for each file that could not be read, with the reason. */
  List<String> readErrors() {
    return readErrors;
  }
}
