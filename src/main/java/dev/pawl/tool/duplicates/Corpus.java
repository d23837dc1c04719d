package dev.pawl.tool.duplicates;

import dev.pawl.tool.SourceFile;
import dev.pawl.workspace.Language;
import dev.pawl.workspace.Workspace.WorkspaceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The source files of a target, grouped by language. */
final class Corpus {

  private final Map<Language, Tokens> byLanguage = new EnumMap<>(Language.class);
  private final List<String> faults = new ArrayList<>();
  private int files;
  private long lines;

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
      faults.add("%s cannot be read: %s".formatted(file.path(), e.getMessage()));
    }
  }

  /** Adds a text if it is written in a programming language. */
  void add(SourceFile source) {
    source
        .language()
        .filter(Language::isSource)
        .ifPresent(language -> add(language, source.path(), source.text()));
  }

  private void add(Language language, String path, String text) {
    byLanguage.computeIfAbsent(language, Tokens::new).add(path, text);
    files++;
    lines += text.lines().count();
  }

  Collection<Tokens> languages() {
    return byLanguage.values();
  }

  int files() {
    return files;
  }

  /** Returns the total number of lines of the files. */
  long lines() {
    return lines;
  }

  /** Returns a message for each file that could not be read, with the reason. */
  List<String> faults() {
    return faults;
  }
}
