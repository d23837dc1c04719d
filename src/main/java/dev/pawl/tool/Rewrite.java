package dev.pawl.tool;

import org.jspecify.annotations.Nullable;

/**
 * What a fixer made of one file.
 *
 * @param source the file as it should be; the same as before when nothing is to be done
 * @param rule why it was left as it is, in a word, if it was
 * @param why the same in the tool's words
 * @param alone whether it comes of this file alone, and would be the same among other files
 */
public record Rewrite(
    SourceFile source, @Nullable String rule, @Nullable String why, boolean alone) {

  /** The rule of files on which a tool broke, which it may not do the next time. */
  public static final String CRASHED = "crashed";

  /** The file as it should be. */
  public static Rewrite to(SourceFile source) {
    return new Rewrite(source, null, null, true);
  }

  /** The same, as far as other files are what they are now. */
  public Rewrite amongOthers() {
    return new Rewrite(source, rule, why, false);
  }

  /** The tool cannot do its work on this file. */
  public static Rewrite impossible(SourceFile source, String rule, @Nullable String why) {
    return new Rewrite(source, rule, String.valueOf(why), true);
  }
}
