package dev.pawl.consent;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Decides which files a formatter leaves as they are, by its own include and ignore rules in the target. */
@FunctionalInterface
public interface FileRules {

  /** The rules of a formatter that leaves no file. */
  FileRules NONE = path -> Optional.empty();

  /**
   * Returns why the formatter leaves a file as it is, such as {@code excluded by .prettierignore}; empty if it formats
   * the file.
   */
  Optional<String> exclusion(String path);

  /** Returns rules that leave the files which any of these rules leaves. */
  static FileRules anyOf(List<FileRules> rules) {
    return path -> rules.stream().flatMap(rule -> rule.exclusion(path).stream()).findFirst();
  }

  /** Returns the same rules, which are evaluated once for each file. */
  static FileRules remembering(FileRules rules) {
    var known = new ConcurrentHashMap<String, Optional<String>>();
    return path -> known.computeIfAbsent(path, rules::exclusion);
  }
}
