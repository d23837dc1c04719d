package dev.pawl.consent;

import java.util.List;

/** Reads which tools the configuration files of one family ask for; files that are broken ask for nothing. */
@FunctionalInterface
interface ConsentReader {

  List<FormatterConsent> read(ConfigurationFiles files);
}
