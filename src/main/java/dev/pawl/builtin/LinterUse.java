package dev.pawl.builtin;

import dev.pawl.consent.ConsentScope;
import dev.pawl.consent.LinterConsent;
import dev.pawl.language.Language;
import dev.pawl.tool.ToolDetection;

/** A linter that the target configures for files of one language. */
record LinterUse(LinterConsent consent, ConsentScope scope, ToolDetection detection) {

  Language language() {
    return scope.language();
  }

  /** Returns whether the linter looks at a file. */
  boolean looksAt(String path) {
    return detection.isPresent() && appliesTo(path);
  }

  /** Returns whether the target configures the linter for a file. */
  boolean appliesTo(String path) {
    return scope.contains(path);
  }

  /** Returns whether the configuration of the linter excludes a file. */
  boolean excludes(String path) {
    return scope.exclusion(path).isPresent();
  }

  /** Returns the tool with its version and its configuration, for people. */
  String describe() {
    return "%s: safe fixes of %s %s, configured by %s"
        .formatted(language().key(), consent.tool(), detection.version(), consent.source());
  }
}
