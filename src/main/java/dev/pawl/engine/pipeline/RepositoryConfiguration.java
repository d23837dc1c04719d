package dev.pawl.engine.pipeline;

import dev.pawl.gate.Gate;
import dev.pawl.gate.GatePreset;
import dev.pawl.target.ConfigurationRules;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads from the configuration of a repository what the plan contains for other targets: gates and
 * errors. A repository is not read before its workflow runs.
 */
@Component
class RepositoryConfiguration {

  private static final String GATES = "/gate";
  private static final String DEFAULT_TYPE = "standard";

  private final ConfigurationRules rules;
  private final JsonMapper mapper;

  RepositoryConfiguration(ConfigurationRules rules, JsonMapper mapper) {
    this.rules = rules;
    this.mapper = mapper;
  }

  /** Returns the reason why the gates cannot be applied; empty if they can. */
  Optional<String> gatesRejection(TargetConfig config) {
    return rules.check(config).stream()
        .filter(fault -> fault.pointer().startsWith(GATES))
        .map(Fault::text)
        .findFirst()
        .map(reason ->
            "the repository has a gate in its .quality-config.json that cannot be applied: "
                + reason);
  }

  /** Returns the gates of a configuration without errors. */
  List<Gate> gates(TargetConfig config) {
    return Stream.concat(
            config.gates().stream().map(this::toGate),
            config.gatePreset().map(GatePreset::of).stream()
                .flatMap(preset -> preset.gates().stream()))
        .toList();
  }

  private Gate toGate(JsonNode node) {
    Gate gate = mapper.convertValue(node, Gate.class);
    return node.hasNonNull("on")
        ? gate
        : new Gate(gate.metric(), gate.operator(), gate.threshold(), Gate.Scope.ALL);
  }

  /** Returns the errors of a configuration, and its settings that have no effect for repositories, as warnings. */
  List<String> warnings(TargetConfig config) {
    var warnings = new ArrayList<String>();
    rules.check(config).forEach(fault -> warnings.add(".quality-config.json: " + fault.text()));
    if (!config.defaultWorkflow().equals(DEFAULT_TYPE)) {
      warnings.add(
          ".quality-config.json: default_workflow is not used for repositories; requests name the"
              + " type");
    }
    if (!config.parallelExecution()) {
      warnings.add(
          ".quality-config.json: parallel_execution is not used for repositories; requests set"
              + " planning.max_parallel");
    }
    return warnings;
  }
}
