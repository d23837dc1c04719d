package dev.pawl.tool;

import dev.pawl.command.CommandResult;
import dev.pawl.language.Language;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tool that rewrites files. Every bean of this type takes part in the commands of its purpose. */
public interface Fixer extends Tool {

  /** What a fixer may change, in the order in which fixers run. */
  enum Purpose {
    /** Unused private and local declarations. */
    DEAD_CODE("DEAD_CODE"),
    /** Private methods that are equal to other private methods. */
    EQUAL_CODE("EQUAL_CODE"),
    /** Exact duplicates that are redundant, such as repeated imports. */
    DUPLICATES("DUPLICATES"),
    /** Unused imports. */
    IMPORTS("IMPORTS"),
    /** The order of imports. */
    IMPORT_ORDER("IMPORT_ORDER"),
    /** Line endings, where the target configures them. */
    LINE_ENDINGS("LINE_ENDINGS"),
    /** Formatting, but not content. */
    LAYOUT(CommandResult.FORMATTING);

    private final String value;

    Purpose(String value) {
      this.value = value;
    }

    /** Returns the word in {@link CommandResult#FIXER_PURPOSES}. */
    public String value() {
      return value;
    }

    /** Returns the purpose with the given word; empty for a word that only another version knows. */
    public static Optional<Purpose> of(String value) {
      return Arrays.stream(values()).filter(purpose -> purpose.value.equals(value)).findFirst();
    }
  }

  /** Returns the purpose, which determines the commands that run the fixer. */
  Purpose purpose();

  /** Returns the languages for which a target can choose this formatter; empty if it is not a formatter. */
  default Set<Language> formattedLanguages() {
    return Set.of();
  }

  /** Returns the languages for which a target can configure this linter; empty if it is not a linter. */
  default Set<Language> lintedLanguages() {
    return Set.of();
  }

  /**
   * Returns whether the tool follows no rules of the target about the files that it may change. Such a tool leaves
   * fixtures, snapshots and data as they are, unless they are requested by name. By default, these are the tools that
   * remove code.
   */
  default boolean leavesProtectedFiles() {
    return switch (purpose()) {
      case DEAD_CODE, EQUAL_CODE, DUPLICATES, IMPORTS -> true;
      case IMPORT_ORDER, LINE_ENDINGS, LAYOUT -> false;
    };
  }

  /** Returns whether the tool handles a file; by default the files of its languages. */
  default boolean handles(SourceFile source) {
    return source.language().filter(formattedLanguages()::contains).isPresent();
  }

  /** Returns this fixer in a style that the target asks for; the same one if it has no such style. */
  default Fixer inStyle(@Nullable String style) {
    return this;
  }

  /** Returns this fixer in the version that a target pins; in its usual version if it does not have that one. */
  default Fixer inVersion(@Nullable String version) {
    return this;
  }

  /** Returns the command that installs a version; empty if the operator installs the tool in another way. */
  default Optional<String> installation(String version) {
    return Optional.empty();
  }

  /**
   * Returns one result for each of the files, in the same order. Changes that the tool makes to the files on disk are
   * discarded; the caller writes the results that it accepts.
   *
   * @throws InterruptedException if the step was cancelled
   */
  List<FixResult> fix(List<SourceFile> sources, ToolContext context) throws InterruptedException;
}
