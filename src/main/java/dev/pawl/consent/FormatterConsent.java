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
  public static FormatterConsent explicit(String tool, Language language, String source) {
    return new FormatterConsent(tool, Set.of(language), "", source, null, null, true);
  }

  /** Returns the consent of a request or of Pawl's own configuration to a tool that the target configures. */
  public FormatterConsent asExplicit(Language language, String requestedBy) {
    return new FormatterConsent(tool, Set.of(language), "", requestedBy, style, version, true);
  }

  /** Returns this consent in a style. */
  FormatterConsent inStyle(@Nullable String newStyle) {
    return new FormatterConsent(tool, languages, folder, source, newStyle, version, explicit);
  }

  /** Returns whether a version of the tool is the pinned one. */
  public boolean pins(String available) {
    return version != null
        && (version.equals(available)
            || version.matches("\\d+") && available.startsWith(version + "."));
  }

  /** Returns whether a version of the tool is another one than the pinned version; a request accepts any. */
  public boolean pinsOtherThan(String available) {
    return !explicit && version != null && !pins(available);
  }
}
