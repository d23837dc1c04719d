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
 * @param rules the include and ignore rules of the formatter, if the scope is that of one formatter
 */
public record ConsentScope(Language language, String folder, Set<String> nested, FileRules rules) {

  /** Creates a scope that contains all files of a language. */
  public ConsentScope(Language language, String folder, Set<String> nested) {
    this(language, folder, nested, FileRules.NONE);
  }

  /** Returns the part of this scope that a formatter with these rules formats. */
  public ConsentScope with(FileRules newRules) {
    return new ConsentScope(language, folder, nested, newRules);
  }

  /** Returns why the formatter of the scope leaves a file of it as it is; empty if it formats it. */
  public Optional<String> exclusion(String path) {
    boolean otherLanguage = Language.of(path).filter(known -> known != language).isPresent();
    return !otherLanguage && isInside(path) ? rules.exclusion(path) : Optional.empty();
  }

  /** Returns whether a file belongs to the scope. */
  public boolean contains(SourceFile source) {
    return contains(source.path(), source.language());
  }

  /** Returns whether a file belongs to the scope, judged by its path. */
  public boolean contains(String path) {
    return contains(path, Language.of(path));
  }

  /** Returns whether a file belongs to the scope if it is of a language. */
  public boolean containsAs(Language languageOfFile, String path) {
    return contains(path, Optional.of(languageOfFile));
  }

  private boolean contains(String path, Optional<Language> languageOfFile) {
    return languageOfFile.filter(language::equals).isPresent()
        && isInside(path)
        && rules.exclusion(path).isEmpty();
  }

  private boolean isInside(String path) {
    return path.startsWith(folder) && nested.stream().noneMatch(path::startsWith);
  }

  /** Returns the scope as text, as a part of cache keys. */
  public String key() {
    return "%s %s %s".formatted(language.key(), folder, nested.stream().sorted().toList());
  }
}
