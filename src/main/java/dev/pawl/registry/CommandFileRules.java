package dev.pawl.registry;

import dev.pawl.command.CommandFile;
import dev.pawl.command.FindingOutput;
import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleProvider;
import dev.pawl.rule.RuleSeverity;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Describes the rules of the programs that the server's command files run: any rule of each tool. */
@Component
class CommandFileRules implements RuleProvider {

  private final CommandRegistry commands;

  CommandFileRules(CommandRegistry commands) {
    this.commands = commands;
  }

  @Override
  public List<Rule> rules() {
    var rules = new ArrayList<Rule>();
    for (RegisteredCommand command : commands.catalog().all()) {
      CommandFile file = command.file();
      FindingOutput findings = file == null ? null : file.findings();
      if (findings != null) {
        String description =
            "Any rule that the programs of the command %s report, with the severity that they report."
                .formatted(command.name());
        rules.add(Rule.of(findings.tool(), "*", RuleSeverity.WARNING, description));
      }
    }
    return rules;
  }

  @Override
  public boolean isDynamic() {
    return true;
  }
}
