package dev.pawl.tool;

import dev.pawl.workspace.Language;
import java.util.List;
import java.util.Set;

/** A tool that rewrites files; each bean of this type takes part in the commands that its purpose belongs to. */
public interface Fixer extends Tool {

  /** What a fixer may change, in the order in which fixers work. */
  enum Purpose {
    /** Private and local declarations that nothing refers to. */
    DEAD_CODE,
    /** Private code that says the same as other private code. */
    EQUAL_CODE,
    /** What stands twice where once says the same. */
    DUPLICATES,
    /** Imports that nothing needs. */
    IMPORTS,
    /** Where imports stand. */
    IMPORT_ORDER,
    /** How lines end, where the target says how. */
    LINE_ENDINGS,
    /** Where things stand, not what they say. */
    LAYOUT
  }

  /** Which commands it belongs to. */
  Purpose purpose();

  /** The languages that it is a formatter of, for targets to choose by; empty when it is for any text. */
  default Set<Language> formatterOf() {
    return Set.of();
  }

  /** Whether the tool speaks for a file; unless it says otherwise, for those of its languages. */
  default boolean handles(SourceFile source) {
    return source.language().filter(formatterOf()::contains).isPresent();
  }

  /**
   * What the files that it handles should be, one answer for each, in the same order. What the tool does to the files on disk
   * meanwhile does not count; the caller writes what it keeps.
   *
   * @throws InterruptedException when the step was cancelled
   */
  List<Rewrite> fix(List<SourceFile> sources, Job job) throws InterruptedException;
}
