package dev.pawl.submission;

import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan.OnFailure;
import dev.pawl.plan.Planner;
import dev.pawl.plan.Planner.TypeDescription;
import dev.pawl.target.ConfigurationRule;
import dev.pawl.target.TargetConfig;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.validation.MapBindingResult;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks the defaults of requests in a configuration, by the rules of a request: type, gates, scope and actions on failure. */
@Component
class RequestConfigurationRule implements ConfigurationRule {

  private static final String DEFAULT_WORKFLOW = "default_workflow";
  private static final List<String> REQUEST_FIELDS = List.of("gates", "on_failure", "scope");

  private final Planner planner;

  RequestConfigurationRule(Planner planner) {
    this.planner = planner;
  }

  @Override
  public List<Fault> check(TargetConfig config) {
    ObjectNode document = config.document();
    var faults = new ArrayList<Fault>();
    JsonNode type = document.path(DEFAULT_WORKFLOW);
    List<String> known = planner.types().stream().map(TypeDescription::type).toList();
    if (type.isString() && !known.contains(type.asString())) {
      faults.add(new Fault("/" + DEFAULT_WORKFLOW, "is not one of " + String.join(", ", known)));
    }
    checkRequest(document).forEach(error -> faults.add(new Fault(error.pointer(), error.detail())));
    document
        .path("on_failure")
        .forEachEntry((step, action) -> {
          if (action.asString("").equals("continue") && !Planner.canContinueWithout(step)) {
            faults.add(
                new Fault(
                    JsonPointer.compile("/on_failure").appendProperty(step).toString(),
                    "cannot be continue: nothing is published without this step"));
          }
        });
    return faults;
  }

  @Override
  public Map<String, ObjectNode> schemaKeywords() {
    ObjectNode types = object();
    planner.types().forEach(type -> types.withArrayProperty("enum").add(type.type()));
    ObjectNode actions = object();
    addValues(actions, OnFailure.class);
    ObjectNode notContinue = object();
    notContinue.put(
        "description",
        "The action after a failure of the step, without which nothing is published.");
    Arrays.stream(OnFailure.values())
        .filter(action -> action != OnFailure.CONTINUE)
        .forEach(action -> notContinue.withArrayProperty("enum").add(action.value()));
    ObjectNode steps = object();
    Planner.plannerSteps()
        .forEach(step -> steps.withObjectProperty("properties").set(step, notContinue));
    return Map.of(
        "/" + DEFAULT_WORKFLOW,
        types,
        "/gates",
        describeGates(),
        "/on_failure",
        steps,
        "/on_failure/*",
        actions,
        "/scope",
        (ObjectNode)
            StrictJsonReader.MAPPER.readTree(
                """
                {
                  "if": {"required": ["lines"], "properties": {"lines": {"const": "changed"}}},
                  "then": {"required": ["changed_since"]}
                }
                """));
  }

  private static ObjectNode describeGates() {
    ObjectNode gates = object();
    ObjectNode gate = gates.withObjectProperty("items");
    gate.put("additionalProperties", false);
    List.of("metric", "operator", "threshold").forEach(gate.putArray("required")::add);
    ObjectNode fields = gate.withObjectProperty("properties");
    addValues(
        fields.withObjectProperty("metric").put("description", "The measured value."),
        Gate.Metric.class);
    addValues(
        fields
            .withObjectProperty("operator")
            .put("description", "The comparison that the value must satisfy."),
        Gate.Operator.class);
    fields
        .withObjectProperty("threshold")
        .put("description", "The value to compare with.")
        .put("type", "integer")
        .put("minimum", Long.MIN_VALUE)
        .put("maximum", Long.MAX_VALUE);
    addValues(
        fields
            .withObjectProperty("on")
            .put("description", "The code that the gate applies to.")
            .put("default", "all"),
        Gate.Scope.class);
    return gates;
  }

  /** Adds the values of an enum, as JSON contains them. */
  private static <E extends Enum<E>> void addValues(ObjectNode keywords, Class<E> type) {
    for (E value : type.getEnumConstants()) {
      keywords.withArrayProperty("enum").add(StrictJsonReader.MAPPER.valueToTree(value));
    }
  }

  private static ObjectNode object() {
    return StrictJsonReader.MAPPER.createObjectNode();
  }

  private static List<ValidationError> checkRequest(ObjectNode document) {
    ObjectNode body = StrictJsonReader.MAPPER.createObjectNode();
    for (String field : REQUEST_FIELDS) {
      JsonNode value = document.path(field);
      if (value.isContainer() && !value.isEmpty()) {
        body.set(field, value);
      }
    }
    if (body.isEmpty()) {
      return List.of();
    }
    var errors = new ArrayList<ValidationError>();
    try {
      WorkflowRequest request =
          StrictJsonReader.read(body.toString(), WorkflowRequest.class, "", errors);
      checkSpelling(body, errors);
      if (errors.isEmpty()) {
        var incomplete = new MapBindingResult(new TreeMap<>(), "gates");
        PlanRequestMapper.toGates("gates", request.gates(), incomplete);
        if (request.scope() != null) {
          ScopeRequestReader.toScope(request.scope(), incomplete);
        }
        incomplete
            .getFieldErrors()
            .forEach(error ->
                errors.add(
                    new ValidationError(
                        WorkflowRequestReader.toJsonPointer(error.getField()),
                        String.valueOf(error.getDefaultMessage()))));
      }
      return errors;
    } catch (InvalidRequestException e) {
      return e.errors();
    }
  }

  /** Reports values that a request may spell differently, such as in upper case, or leave out with null. */
  private static void checkSpelling(ObjectNode body, List<ValidationError> errors) {
    JsonNode gates = body.path("gates");
    for (int i = 0; i < gates.size(); i++) {
      JsonPointer pointer = JsonPointer.compile("/gates").appendIndex(i);
      checkSpelling(gates.path(i), "metric", Gate.Metric.class, pointer, errors);
      checkSpelling(gates.path(i), "operator", Gate.Operator.class, pointer, errors);
      checkSpelling(gates.path(i), "on", Gate.Scope.class, pointer, errors);
    }
    JsonNode actions = body.path("on_failure");
    for (String step : actions.propertyNames()) {
      checkSpelling(actions, step, OnFailure.class, JsonPointer.compile("/on_failure"), errors);
    }
  }

  private static <E extends Enum<E>> void checkSpelling(
      JsonNode parent,
      String name,
      Class<E> type,
      JsonPointer parentPointer,
      List<ValidationError> errors) {
    JsonNode value = parent.path(name);
    String pointer = parentPointer.appendProperty(name).toString();
    ObjectNode accepted = object();
    addValues(accepted, type);
    List<String> values = accepted.path("enum").valueStream().map(JsonNode::asString).toList();
    boolean known = value.isMissingNode() || value.isString() && values.contains(value.asString());
    if (!known && errors.stream().noneMatch(error -> error.pointer().equals(pointer))) {
      errors.add(new ValidationError(pointer, "is not one of " + String.join(", ", values)));
    }
  }
}
