package dev.pawl.builtin;

import dev.pawl.consent.LinterConsent;
import dev.pawl.language.Language;
import dev.pawl.tool.ToolDetection;

/** A linter that the target configures for files of one language. */
record LinterUse(LinterConsent consent, Language language, ToolDetection detection) {

  /** Returns whether the linter looks at a file. */
  boolean looksAt(String path) {
    return detection.isPresent() && appliesTo(path);
  }

  /** Returns whether the target configures the linter for a file. */
  boolean appliesTo(String path) {
    return path.startsWith(consent.folder())
        && Language.of(path).filter(language::equals).isPresent();
  }

  /** Returns the tool with its version and its configuration, for people. */
  String describe() {
    return "%s: safe fixes of %s %s, configured by %s"
        .formatted(language.key(), consent.tool(), detection.version(), consent.source());
  }
}
