package dev.pawl.submission;

import dev.pawl.gate.Gate;
import dev.pawl.plan.Plan;
import dev.pawl.plan.Planning;
import dev.pawl.workflow.Concurrency;
import dev.pawl.workspace.Target;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for (2-behaviour, 1.2).
 *
 * @param type a workflow type; the target's own default, else standard, when absent
 * @param dryRun all of it but publishing
 * @param commands for the types custom and adaptive: what to run
 * @param steps the same, with more to say of each
 * @param planning how to plan the commands
 * @param gates conditions on the last verification, instead of the type's own
 * @param onFailure by step name: abort (the default), continue, decide or rollback
 * @param interactive whether somebody is there to decide when a step fails or warns
 * @param timeout for the whole workflow, such as 30m or PT30M; one hour when absent
 * @param priority 0 to 9; higher ones are taken first
 * @param sessionId a session on the same target, to share what is found out
 * @param concurrency what it must not run beside
 * @param callbackUrl told, signed, when it ends and when it asks for a decision
 */
@Schema(
    example =
        """
        {"target": {"path": "demo"}, "type": "standard", "dry_run": false, "labels": {"team": "core"}}
        """)
record Submission(
    @Nullable Target target,
    @Nullable String type,
    @Nullable Boolean dryRun,
    @Nullable List<@Nullable String> commands,
    @Nullable List<@Nullable StepRequest> steps,
    @Nullable Planning planning,
    @Nullable List<@Nullable GateRequest> gates,
    @Nullable Map<String, Plan.OnFailure> onFailure,
    @Nullable Boolean interactive,
    @Nullable String timeout,
    @Nullable Map<String, String> labels,
    @Nullable Integer priority,
    @Nullable String sessionId,
    @Nullable ConcurrencyRequest concurrency,
    @Nullable String callbackUrl) {

  /**
   * What it must not run beside.
   *
   * @param group at most one workflow of it runs at a time
   * @param policy queue (the default), cancel_older or reject
   */
  record ConcurrencyRequest(@Nullable String group, Concurrency.@Nullable Policy policy) {}

  /**
   * A command as it is asked for.
   *
   * @param name of the step; made from the command's when absent
   * @param arguments as typed, such as {@code src/**}
   * @param timeout for one attempt, such as 90s
   */
  record StepRequest(
      @Nullable String name,
      @Nullable String command,
      @Nullable String arguments,
      @Nullable String timeout,
      Plan.@Nullable OnFailure onFailure,
      @Nullable List<@Nullable GateRequest> gates) {}

  /** A gate as it is asked for; on all code when {@code on} is absent. */
  record GateRequest(
      Gate.@Nullable Metric metric,
      Gate.@Nullable Operator operator,
      @Nullable Long threshold,
      Gate.@Nullable Scope on) {}
}
