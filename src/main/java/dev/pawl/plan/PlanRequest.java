package dev.pawl.plan;

import dev.pawl.gate.Gate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for, as far as it concerns the plan.
 *
 * @param type the name of a workflow type
 * @param commands for types that are planned from commands
 * @param gates instead of the type's own, when given
 * @param onFailure by step name
 */
public record PlanRequest(
    String type,
    List<String> commands,
    @Nullable List<Gate> gates,
    Map<String, Plan.OnFailure> onFailure) {}
