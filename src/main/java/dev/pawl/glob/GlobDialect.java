package dev.pawl.glob;

/** The dialects of patterns, which differ in their special characters. */
public enum GlobDialect {

  /**
   * The patterns of requests and configurations: {@code *} and {@code ?} within a name, {@code **} for any folders, braces
   * for alternatives. Brackets stand for themselves, because names of files contain them.
   */
  PATH(false, true, false, false),

  /** The patterns of {@code .gitignore} and {@code .gitattributes}: with sets of characters, and without braces. */
  GIT(true, false, false, false),

  /** The patterns of tools that extend those of {@code .gitignore} by braces. */
  GIT_WITH_BRACES(true, true, false, false),

  /** The patterns of {@code .editorconfig}: with sets of characters, braces, and {@code **} anywhere. */
  EDITOR_CONFIG(true, true, true, false),

  /** The patterns of Python's {@code fnmatch} and of tools that follow it: each star crosses folders. */
  FNMATCH(true, true, true, true);

  private final boolean brackets;
  private final boolean braces;
  private final boolean starsAnywhere;
  private final boolean starsAcross;

  GlobDialect(boolean brackets, boolean braces, boolean starsAnywhere, boolean starsAcross) {
    this.brackets = brackets;
    this.braces = braces;
    this.starsAnywhere = starsAnywhere;
    this.starsAcross = starsAcross;
  }

  /** Returns whether one star crosses folders. */
  boolean hasStarsAcross() {
    return starsAcross;
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
