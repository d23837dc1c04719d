package dev.pawl.differential;

import java.util.regex.Pattern;

/** The changes that broken fixers make: each changes what the programs of the generator print. */
enum BrokenChange {
  SWAPS_STATEMENTS(
      "(?m)^(.*canary ?= ?.*canary \\* 2.*\n)\\s*(.*canary ?= ?.*canary \\+ 3.*\n)", "$2$1"),
  DROPS_STATEMENT("(?m)^.*canary ?= ?.*canary \\+ 3.*\n", ""),
  TRIMS_LITERAL("\"pad  \"", "\"pad\""),
  REORDERS_IMPORTS("(?m)^(.*order_one.*\n)(.*order_two.*\n)", "$2$1"),
  REMOVES_USED_MEMBER("(?m)^.*usedMember( =|\\(\\) \\{|\\(void\\) \\{).*\n", ""),
  CHANGES_NUMBER("41", "42");

  private final Pattern pattern;
  private final String replacement;

  BrokenChange(String pattern, String replacement) {
    this.pattern = Pattern.compile(pattern);
    this.replacement = replacement;
  }

  /** Returns the changed text; the same text if the language has nothing of the kind. */
  String apply(String text) {
    return pattern.matcher(text).replaceFirst(replacement);
  }
}
