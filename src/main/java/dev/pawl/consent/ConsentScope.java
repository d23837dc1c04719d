package dev.pawl.consent;

import dev.pawl.language.Language;
import dev.pawl.tool.SourceFile;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one language to which a consent applies.
 *
 * @param folder the folder of the files, with a slash at the end; empty for the whole target
 * @param nested the folders below it to which other consents apply
 */
public record ConsentScope(Language language, String folder, Set<String> nested) {

  /** Returns whether a file belongs to the scope. */
  public boolean contains(SourceFile source) {
    return contains(source.path(), source.language());
  }

  /** Returns whether a file belongs to the scope, judged by its path. */
  public boolean contains(String path) {
    return contains(path, Language.of(path));
  }

  private boolean contains(String path, Optional<Language> languageOfFile) {
    return languageOfFile.filter(language::equals).isPresent()
        && path.startsWith(folder)
        && nested.stream().noneMatch(path::startsWith);
  }

  /** Returns the scope as text, as a part of cache keys. */
  public String key() {
    return "%s %s %s".formatted(language.key(), folder, nested.stream().sorted().toList());
  }
}
