package dev.pawl.rule;

import java.util.List;

/** A component that reports findings, and describes their rules. Every bean of this type adds to the catalogue. */
public interface RuleProvider {

  /** Returns the rules of all findings that the component may report, except for notes about files. */
  List<Rule> rules();

  /** Returns whether the rules may change while the service runs. */
  default boolean isDynamic() {
    return false;
  }
}
