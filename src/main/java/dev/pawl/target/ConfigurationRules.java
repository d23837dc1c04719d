package dev.pawl.target;

import dev.pawl.target.TargetConfig.Fault;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Checks configurations by the rules of all modules. */
@Component
public class ConfigurationRules {

  private final ObjectProvider<ConfigurationRule> rules;

  ConfigurationRules(ObjectProvider<ConfigurationRule> rules) {
    this.rules = rules;
  }

  /** Returns all errors of a configuration, those of its file first. */
  public List<Fault> check(TargetConfig config) {
    var faults = new ArrayList<>(config.faults());
    rules.orderedStream().forEach(rule -> faults.addAll(rule.check(config)));
    return faults;
  }
}
