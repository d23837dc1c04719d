package dev.pawl.target;

import dev.pawl.rule.Rule;
import java.util.List;

/** Finds the rules that a target itself defines, and that its configuration may name. */
public interface TargetRuleProvider {

  /** Returns the rules; empty if the target defines none, or if their definition is not valid. */
  List<Rule> rules(TargetConfig config);
}
