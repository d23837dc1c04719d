package dev.pawl.submission;

import dev.pawl.rule.Rule;
import dev.pawl.rule.RuleCatalog;
import dev.pawl.rule.RuleSettings;
import dev.pawl.rule.RuleSettings.PathOverride;
import dev.pawl.rule.RuleSeverity;
import dev.pawl.submission.WorkflowRequest.RuleOverride;
import dev.pawl.target.ConfigurationRule;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.target.TargetRuleProvider;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the severities of rules in requests and configurations: rules that exist, known severities, complete overrides. */
@Component
class RuleSettingsRule implements ConfigurationRule {

  private static final String RULES = "rules";
  private static final String OVERRIDES = "overrides";
  private static final String PATHS = "paths";

  /** The maximum number of rules in a map, of overrides, and of the paths of an override. */
  private static final int MAX_ENTRIES = 1000;

  private final RuleCatalog catalog;

  private final ObjectProvider<TargetRuleProvider> targetRules;

  RuleSettingsRule(RuleCatalog catalog, ObjectProvider<TargetRuleProvider> targetRules) {
    this.catalog = catalog;
    this.targetRules = targetRules;
  }

  /**
   * Returns the errors of a request.
   *
   * @param config the configuration of the target, whose own rules the request may name; empty if it is not known
   */
  List<ValidationError> check(WorkflowRequest request, Optional<TargetConfig> config) {
    ObjectNode document = StrictJsonReader.MAPPER.createObjectNode();
    document.set(RULES, StrictJsonReader.MAPPER.valueToTree(request.rules()));
    document.set(OVERRIDES, StrictJsonReader.MAPPER.valueToTree(request.overrides()));
    var faults = new ArrayList<Fault>();
    checkSeverities(document.path(RULES), pointer(RULES), faults);
    faults.addAll(check(document, config));
    return faults.stream()
        .map(fault -> new ValidationError(fault.pointer(), fault.detail()))
        .toList();
  }

  /** Returns the severities of a request without errors. */
  static RuleSettings toSettings(WorkflowRequest request) {
    var overrides = new ArrayList<PathOverride>();
    if (request.overrides() != null) {
      for (RuleOverride override : request.overrides()) {
        if (override != null && override.paths() != null) {
          overrides.add(
              new PathOverride(
                  override.paths().stream().filter(Objects::nonNull).toList(),
                  withoutNulls(override.rules())));
        }
      }
    }
    return new RuleSettings(withoutNulls(request.rules()), overrides);
  }

  private static Map<String, RuleSeverity> withoutNulls(
      @Nullable Map<String, @Nullable RuleSeverity> rules) {
    var result = new TreeMap<String, RuleSeverity>();
    if (rules != null) {
      rules.forEach((rule, severity) -> {
        if (severity != null) {
          result.put(rule, severity);
        }
      });
    }
    return result;
  }

  @Override
  public List<Fault> check(TargetConfig config) {
    return check(config.document(), Optional.of(config));
  }

  private List<Fault> check(ObjectNode document, Optional<TargetConfig> config) {
    List<Rule> ofTarget =
        config.stream()
            .flatMap(existing ->
                targetRules.stream().flatMap(provider -> provider.rules(existing).stream()))
            .toList();
    var faults = new ArrayList<Fault>();
    checkRules(document.path(RULES), pointer(RULES), ofTarget, faults);
    JsonNode overrides = document.path(OVERRIDES);
    JsonPointer overridesPointer = pointer(OVERRIDES);
    if (isTooLong(overrides, overridesPointer, faults)) {
      return faults;
    }
    for (int i = 0; i < overrides.size(); i++) {
      checkOverride(overrides.path(i), overridesPointer.appendIndex(i), ofTarget, faults);
    }
    return faults;
  }

  @Override
  public Map<String, ObjectNode> schemaKeywords() {
    ObjectNode rules = StrictJsonReader.MAPPER.createObjectNode();
    rules.put("maxProperties", MAX_ENTRIES);
    return Map.of("/" + RULES, rules, "/" + OVERRIDES, describeOverrides());
  }

  private static ObjectNode describeOverrides() {
    return (ObjectNode)
        StrictJsonReader.MAPPER.readTree(
            """
            {
              "maxItems": %1$d,
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["paths", "rules"],
                "properties": {
                  "paths": {
                    "description": "The globs of the files, relative to the target.",
                    "type": "array",
                    "minItems": 1,
                    "maxItems": %1$d,
                    "items": {"type": "string", "pattern": "\\\\S"}
                  },
                  "rules": {
                    "description": "The severities by rule or glob of rules.",
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": %1$d,
                    "additionalProperties": {"type": "string", "enum": ["%2$s"]}
                  }
                }
              }
            }
            """
                .formatted(MAX_ENTRIES, String.join("\", \"", RuleSeverity.names())));
  }

  private void checkOverride(
      JsonNode override, JsonPointer pointer, List<Rule> ofTarget, List<Fault> faults) {
    if (!(override instanceof ObjectNode object)) {
      faults.add(fault(pointer, "must be an object with paths and rules"));
      return;
    }
    for (String field : object.propertyNames()) {
      if (!Set.of(PATHS, RULES).contains(field)) {
        faults.add(
            fault(
                pointer.appendProperty(field),
                "is not a known field; the known fields are paths, rules"));
      }
    }
    JsonNode paths = object.path(PATHS);
    JsonPointer pathsPointer = pointer.appendProperty(PATHS);
    if (!paths.isArray()
        || paths.isEmpty()
        || !paths.valueStream().allMatch(path -> path.isString() && !path.asString().isBlank())) {
      faults.add(fault(pathsPointer, "must be a non-empty list of globs such as src/test/**"));
    }
    isTooLong(paths, pathsPointer, faults);
    JsonNode rules = object.path(RULES);
    if (!rules.isObject() || rules.isEmpty()) {
      faults.add(
          fault(
              pointer.appendProperty(RULES),
              "must be a non-empty object with a severity for each rule"));
    }
    if (rules.size() <= MAX_ENTRIES) {
      checkSeverities(rules, pointer.appendProperty(RULES), faults);
    }
    checkRules(rules, pointer.appendProperty(RULES), ofTarget, faults);
  }

  private static void checkSeverities(JsonNode rules, JsonPointer pointer, List<Fault> faults) {
    rules.forEachEntry((rule, severity) -> {
      if (!severity.isString() || !RuleSeverity.names().contains(severity.asString())) {
        faults.add(
            fault(
                pointer.appendProperty(rule),
                "must be one of " + String.join(", ", RuleSeverity.names())));
      }
    });
  }

  private void checkRules(
      JsonNode rules, JsonPointer pointer, List<Rule> ofTarget, List<Fault> faults) {
    if (isTooLong(rules, pointer, faults)) {
      return;
    }
    for (String rule : rules.propertyNames()) {
      catalog
          .findFault(rule, ofTarget)
          .ifPresent(detail -> faults.add(fault(pointer.appendProperty(rule), detail)));
    }
  }

  private static boolean isTooLong(JsonNode node, JsonPointer pointer, List<Fault> faults) {
    boolean tooLong = node.size() > MAX_ENTRIES;
    if (tooLong) {
      faults.add(fault(pointer, "must contain at most %d entries".formatted(MAX_ENTRIES)));
    }
    return tooLong;
  }

  private static JsonPointer pointer(String field) {
    return JsonPointer.empty().appendProperty(field);
  }

  private static Fault fault(JsonPointer pointer, String detail) {
    return new Fault(pointer.toString(), detail);
  }
}
