package dev.pawl.recovery;

import java.util.ArrayList;
import java.util.List;

/** Suggests actions for a person after a failure. */
final class Suggestions {

  private Suggestions() {}

  /**
   * Returns the suggested actions.
   *
   * @param verifies whether a verification failed
   */
  static List<String> of(Stage stage, FailureType type, boolean verifies) {
    var all = new ArrayList<String>();
    if (verifies) {
      all.add("this may indicate code issues: review the findings first");
    }
    switch (stage) {
      case QUALITY_GATES ->
          all.add("fix the reported findings, or change the threshold of the gate");
      case VALIDATION -> all.add("check what the step changed beyond what it may change");
      case PRE_GATES, TRIAGE, METADATA ->
          all.add("fix the named problem in the command file or on the node");
      case DEPENDENCIES -> all.add("run the named commands first, or remove the dependency");
      case RESOLUTION -> all.add("check the tool: it is missing, or has failed repeatedly");
      case AGENTS, EXECUTION, PERSISTENCE -> all.add("read the log of the step");
    }
    switch (type) {
      case TIMEOUT -> all.add("increase the timeout of the step, or reduce its number of files");
      case PERMISSION ->
          all.add("give the user of the service read and write access to the named files");
      case SYNTAX -> all.add("fix the syntax of the named file, or exclude the file");
      case MEMORY -> all.add("give the node more memory, or the step fewer files");
      case DISK_SPACE -> all.add("free disk space on the node");
      case UNKNOWN -> all.add("run the command of the step manually in a copy of the target");
    }
    return List.copyOf(all);
  }
}
