package dev.pawl.workspace;

import dev.pawl.language.Language;
import dev.pawl.target.TargetConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether the files in a small scope can be examined without the rest of their target. One implementation exists
 * for each kind of tool that reads other files than those that it examines and their settings.
 */
@FunctionalInterface
public interface WholeTargetRule {

  /** The files in scope of a workflow, before the snapshot is taken. */
  interface SmallScope {

    /** Returns the paths of the files in scope. */
    Set<String> paths();

    /** Returns the beginning of one of the files, up to 1 MiB; empty if it is a link or a submodule. */
    byte[] readStart(String path) throws IOException;

    /** Returns the languages of the files. */
    default Set<Language> languages() throws IOException {
      var languages = new HashSet<Language>();
      for (String path : paths()) {
        Optional<Language> language = Language.of(path);
        if (language.isEmpty()) {
          String start = new String(readStart(path), StandardCharsets.ISO_8859_1);
          language = Language.of(path, start.lines().findFirst().orElse(""));
        }
        language.ifPresent(languages::add);
      }
      return languages;
    }

    /** Returns the configuration of the target. */
    TargetConfig config();

    /** Returns whether the target may run programs of its own. */
    boolean isTrusted();

    /** Returns whether a step of the workflow may change files. */
    boolean changesFiles();
  }

  /** Returns the reason why the whole target is needed; empty if the files in scope and their settings are enough. */
  Optional<String> reason(SmallScope scope) throws IOException;
}
