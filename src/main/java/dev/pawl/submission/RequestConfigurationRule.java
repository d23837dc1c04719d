package dev.pawl.submission;

import dev.pawl.plan.Planner;
import dev.pawl.plan.Planner.TypeDescription;
import dev.pawl.target.ConfigurationRule;
import dev.pawl.target.TargetConfig.Fault;
import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.StrictJsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.validation.MapBindingResult;
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
  public List<Fault> check(ObjectNode document) {
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
                    "/on_failure/" + step,
                    "cannot be continue: nothing is published without this step"));
          }
        });
    return faults;
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
}
