package dev.pawl.builtin;

import dev.pawl.consent.ConsentScope;
import dev.pawl.consent.FormatterConsent;

/**
 * A formatter that is chosen for files of one language.
 *
 * @param version the version of the available tool
 * @param installation the command that installs the pinned version; empty if there is none
 */
record FormatterUse(
    FormatterConsent consent, ConsentScope scope, String version, String installation) {

  /** Returns the key by which the tool is withheld from the language. */
  String key() {
    return key(consent.tool(), scope);
  }

  static String key(String tool, ConsentScope scope) {
    return tool + " " + scope.language().key();
  }

  /** Returns whether the tool sorts imports, and does not lay out code. */
  boolean isImportOrder() {
    return consent.tool().equals("import-order");
  }

  boolean hasOtherVersion() {
    return consent.pinsOtherThan(version);
  }

  /** Returns the pinned and the available version and how to install the pinned one, for people. */
  String describeOtherVersion() {
    String versions =
        "%s pins %s %s, but %s is available"
            .formatted(consent.source(), consent.tool(), consent.version(), version);
    return installation.isEmpty() ? versions : versions + "; to install it: " + installation;
  }

  /** Returns the tool with its version and the source of the consent, for people. */
  String describe() {
    return "%s: %s, asked for by %s"
        .formatted(
            scope.language().key(), (consent.tool() + " " + version).strip(), consent.source());
  }
}
