package dev.pawl.command;

import dev.pawl.rule.RuleSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The input of one command execution.
 *
 * @param workspace the key of the workspace to work in
 * @param arguments the arguments of the step, as recorded in the plan
 * @param previousResults the results of the preceding steps by step name, in plan order
 * @param settings the settings that result from earlier attempts
 * @param sessionState the state that the steps of a session share
 * @param log the consumer of log lines, one at a time; the log is visible while the step runs
 * @param lease the lease check, called before each persistent effect
 * @param tracer the tracer of tool executions
 * @param namedFormatters the formatters that the request and the operator's project name
 * @param rules the severities that the target and the request set for rules
 * @param publication how the result is published
 */
public record CommandContext(
    String workspace,
    Arguments arguments,
    Map<String, CommandResult> previousResults,
    RetrySettings settings,
    SessionState sessionState,
    Consumer<String> log,
    Lease lease,
    ToolTracer tracer,
    NamedFormatters namedFormatters,
    RuleSettings rules,
    PublicationOptions publication) {

  /** Creates the input of an execution without a project, with the severities of the tools. */
  public CommandContext(
      String workspace,
      Arguments arguments,
      Map<String, CommandResult> previousResults,
      RetrySettings settings,
      SessionState sessionState,
      Consumer<String> log,
      Lease lease,
      ToolTracer tracer) {
    this(
        workspace,
        arguments,
        previousResults,
        settings,
        sessionState,
        log,
        lease,
        tracer,
        NamedFormatters.NONE,
        RuleSettings.DEFAULT,
        PublicationOptions.DEFAULT);
  }

  /** Creates the input of a first attempt outside of a session. */
  public CommandContext(
      String workspace,
      Arguments arguments,
      Map<String, CommandResult> previous,
      Consumer<String> log,
      Lease lease) {
    this(
        workspace,
        arguments,
        previous,
        RetrySettings.DEFAULT,
        SessionState.of(previous),
        log,
        lease,
        ToolTracer.NONE);
  }

  /** Checks whether this execution still holds the lease of its workflow. */
  @FunctionalInterface
  public interface Lease {

    /** Returns normally if the execution may continue. */
    void check() throws InterruptedException;
  }

  /** Returns a copy with the given settings. */
  public CommandContext withSettings(RetrySettings newSettings) {
    return new CommandContext(
        workspace,
        arguments,
        previousResults,
        newSettings,
        sessionState,
        log,
        lease,
        tracer,
        namedFormatters,
        rules,
        publication);
  }

  /** Returns a copy with the formatters of the request and of the operator's project. */
  public CommandContext withNamedFormatters(NamedFormatters formatters) {
    return new CommandContext(
        workspace,
        arguments,
        previousResults,
        settings,
        sessionState,
        log,
        lease,
        tracer,
        formatters,
        rules,
        publication);
  }

  /**
   * Returns a copy for the base versions of the files, whose output is not part of the log.
   *
   * @param original the key of the workspace with the base versions
   */
  public CommandContext forOriginal(String original, Arguments newArguments) {
    return new CommandContext(
        original,
        newArguments,
        Map.of(),
        settings,
        sessionState,
        line -> {},
        lease,
        tracer,
        namedFormatters,
        rules,
        PublicationOptions.DEFAULT);
  }

  /** Returns the name of the workflow that the step belongs to. */
  public String workflow() {
    return workspace.substring(0, workspace.indexOf('/'));
  }

  /**
   * Checks that the step may continue.
   *
   * @throws InterruptedException if the step was cancelled, timed out or lost its lease
   */
  public void ensureActive() throws InterruptedException {
    lease.check();
  }

  /** Returns findings with the severities that the target and the request set, without those of rules that are off. */
  public List<Finding> applyRules(List<Finding> findings) {
    return Finding.withSeverities(findings, rules);
  }

  /** Writes one line to the log of the step. */
  public void logLine(String line) {
    log.accept(line);
  }
}
