package dev.pawl.jvm;

import dev.pawl.tool.SourceFile;
import dev.pawl.tool.TextFixer.UnfixableException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Determines the style of each file. */
interface FormatterStyles {

  /**
   * Returns the style of a file.
   *
   * @param configured the style that the build of the target configures, if it configures one
   * @throws UnfixableException if the configuration is not understood, because the file would be formatted wrongly
   */
  FormatterStyle styleOf(SourceFile source, @Nullable FormatterStyle configured)
      throws UnfixableException;

  /** Returns the names of the configuration files; their content is part of the key of cached results. */
  Set<String> configurationFiles();

  /** Returns the styles of a formatter that reads no other configuration. */
  static FormatterStyles withDefault(String name) {
    return new FormatterStyles() {
      @Override
      public FormatterStyle styleOf(SourceFile source, @Nullable FormatterStyle configured) {
        return configured == null ? FormatterStyle.parse(name) : configured;
      }

      @Override
      public Set<String> configurationFiles() {
        return Set.of();
      }
    };
  }
}
