package dev.pawl.finding;

import dev.pawl.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as the source of findings.
 *
 * @param project the owning project; null if it belongs to none
 * @param ref the full name of the branch or tag of a repository; null for other targets
 * @param resultInTarget whether the files of the target are those of the result
 * @param snapshot the tree of the submitted files; null until it is known
 * @param resultTree the tree of the result; null if there is none yet
 * @param comparison what the files in scope are compared with, such as {@code main at 1a2b3c4d5e}; null without a base
 * @param wholeTarget whether all files are in scope that the configuration of the target does not exclude
 * @param ended whether the workflow has ended
 * @param steps the steps in plan order
 */
public record ExaminedWorkflow(
    UUID id,
    String name,
    @Nullable String project,
    Target target,
    @Nullable String ref,
    boolean resultInTarget,
    @Nullable String snapshot,
    @Nullable String resultTree,
    @Nullable String comparison,
    boolean wholeTarget,
    boolean ended,
    List<ExaminedStep> steps) {

  static final String DEDUPE = "quality/dedupe";

  /** Returns the key of what a command examines: the last run with a key replaces the findings of the earlier ones. */
  public static String examination(String command, String arguments) {
    return command.startsWith(DEDUPE) ? DEDUPE : (command + " " + arguments).strip();
  }

  /**
   * A step of a workflow.
   *
   * @param modifies whether the command may change files
   * @param ran whether at least one attempt was started
   * @param completed whether the step has examined the files itself, even if its gates failed
   * @param tree the tree of the workspace that the step has seen or made; null if it has not run or that is not known
   * @param checkers the tools that checked files, as far as the command states them
   */
  public record ExaminedStep(
      UUID id,
      String name,
      String command,
      String arguments,
      boolean modifies,
      boolean ran,
      boolean completed,
      @Nullable String tree,
      Set<String> checkers) {}

  /** Returns the step with a name. */
  Optional<ExaminedStep> findStep(String step) {
    return steps.stream().filter(candidate -> candidate.name().equals(step)).findFirst();
  }

  /** Returns the step with an id. */
  Optional<ExaminedStep> findStep(UUID step) {
    return steps.stream().filter(candidate -> candidate.id().equals(step)).findFirst();
  }
}
