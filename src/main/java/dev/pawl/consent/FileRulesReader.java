package dev.pawl.consent;

/** Reads the include and ignore rules of one formatter; files that are broken leave nothing. */
@FunctionalInterface
interface FileRulesReader {

  /**
   * Returns the rules of the formatter.
   *
   * @param folder the folder to which the consent applies, with a slash at the end; empty for the whole target
   */
  FileRules read(ConfigurationFiles files, String folder);
}
