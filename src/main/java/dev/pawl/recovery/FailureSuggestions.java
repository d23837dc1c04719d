package dev.pawl.recovery;

import java.util.ArrayList;
import java.util.List;

/** Suggests actions for a person after a failure. */
final class FailureSuggestions {

  private FailureSuggestions() {}

  /**
   * Returns the suggested actions.
   *
   * @param verification whether a verification failed
   */
  static List<String> suggestionsFor(StepStage stage, FailureType type, boolean verification) {
    var suggestions = new ArrayList<String>();
    if (verification && type != FailureType.NETWORK) {
      suggestions.add("this may indicate code issues: review the findings first");
    }
    switch (stage) {
      case QUALITY_GATES ->
          suggestions.add("fix the reported findings, or change the threshold of the gate");
      case VALIDATION -> suggestions.add("check which unexpected changes the step made");
      case PRE_GATES, TRIAGE, METADATA ->
          suggestions.add("fix the named problem in the command file or on the node");
      case DEPENDENCIES ->
          suggestions.add("run the named commands first, or remove the dependency");
      case RESOLUTION -> suggestions.add("check the tool: it is missing, or has failed repeatedly");
      case AGENTS, EXECUTION, PERSISTENCE -> suggestions.add("read the log of the step");
    }
    switch (type) {
      case TIMEOUT ->
          suggestions.add("increase the timeout of the step, or reduce the number of its files");
      case PERMISSION ->
          suggestions.add("give the user of the service read and write access to the named files");
      case SYNTAX -> suggestions.add("fix the syntax of the named file, or exclude the file");
      case MEMORY -> suggestions.add("give the node more memory, or the step fewer files");
      case NETWORK ->
          suggestions.add("check that the nodes reach the git server, and resume the workflow");
      case DISK_SPACE -> suggestions.add("free disk space on the node");
      case UNKNOWN ->
          suggestions.add("run the command of the step manually in a copy of the target");
    }
    return List.copyOf(suggestions);
  }
}
