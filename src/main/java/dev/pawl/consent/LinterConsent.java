package dev.pawl.consent;

import dev.pawl.language.Language;
import java.util.Set;

/**
 * A configuration file of the target that configures a linter.
 *
 * @param folder the folder to which it applies, with a slash at the end; empty for the whole target
 * @param source the file that configures it, for people
 * @param rules which files the configuration excludes
 */
public record LinterConsent(
    String tool, Set<Language> languages, String folder, String source, FileRules rules) {

  LinterConsent with(FileRules exclusions) {
    return new LinterConsent(tool, languages, folder, source, exclusions);
  }
}
