package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorded source that asks for a formatter.
 *
 * @param languages the languages for which it asks
 * @param folder the folder to which it applies, with a slash at the end; empty for the whole target
 * @param source the request or the file that asks, for people
 * @param style the style of the tool that is asked for, if any
 * @param version the version that is pinned, if any
 * @param explicit whether the request or Pawl's own configuration asks, and not the configuration of another tool
 */
public record FormatterConsent(
    String tool,
    Set<Language> languages,
    String folder,
    String source,
    @Nullable String style,
    @Nullable String version,
    boolean explicit) {

  /** The style of clang-format in which the target's configuration decides about the order of includes. */
  public static final String SORTED_INCLUDES = "sorted includes";

  /** Creates the consent of a request or of Pawl's own configuration, for the whole target. */
  public static FormatterConsent explicit(
      String tool, Language language, String source, @Nullable String style) {
    return new FormatterConsent(tool, Set.of(language), "", source, style, null, true);
  }

  /** Returns whether a version of the tool is another one than the pinned version. */
  public boolean pinsOtherThan(String available) {
    if (explicit || version == null) {
      return false;
    }
    boolean sameMajor = version.matches("\\d+") && available.startsWith(version + ".");
    return !version.equals(available) && !sameMajor;
  }
}
