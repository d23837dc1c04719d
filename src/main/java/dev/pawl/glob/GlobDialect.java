package dev.pawl.glob;

/** The dialects of patterns, which differ in their special characters. */
public enum GlobDialect {

  /**
   * The patterns of requests and configurations: {@code *} and {@code ?} within a name, {@code **} for any folders, braces
   * for alternatives. Brackets stand for themselves, because names of files contain them.
   */
  PATH(false, true, false),

  /** The patterns of {@code .gitignore} and {@code .gitattributes}: with sets of characters, and without braces. */
  GIT(true, false, false),

  /** The patterns of {@code .editorconfig}: with sets of characters, braces, and {@code **} anywhere. */
  EDITOR_CONFIG(true, true, true);

  private final boolean brackets;
  private final boolean braces;
  private final boolean starsAnywhere;

  GlobDialect(boolean brackets, boolean braces, boolean starsAnywhere) {
    this.brackets = brackets;
    this.braces = braces;
    this.starsAnywhere = starsAnywhere;
  }

  /** Returns whether brackets enclose a set of characters. */
  boolean hasBrackets() {
    return brackets;
  }

  /** Returns whether braces enclose alternatives. */
  boolean hasBraces() {
    return braces;
  }

  /** Returns whether two stars cross folders even if they are not a whole segment of the pattern. */
  boolean hasStarsAnywhere() {
    return starsAnywhere;
  }
}
