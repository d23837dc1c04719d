package dev.pawl.recovery;

import java.util.ArrayList;
import java.util.List;

/** What a person can do about a failure. */
final class Suggestions {

  private Suggestions() {}

  /**
   * What can be done.
   *
   * @param verifies whether it was a verification that failed
   */
  static List<String> of(Stage stage, FailureType type, boolean verifies) {
    var all = new ArrayList<String>();
    if (verifies) {
      all.add("this may indicate code issues: look at the findings before anything else");
    }
    switch (stage) {
      case QUALITY_GATES -> all.add("mend what the findings name, or change the gate's threshold");
      case VALIDATION -> all.add("look at what the step changed outside of what it may change");
      case PRE_GATES, TRIAGE, METADATA ->
          all.add("correct what the stage names: in the command file, or on the node");
      case DEPENDENCIES -> all.add("run the named commands first, or leave the dependency out");
      case RESOLUTION -> all.add("look at the tool: it is missing, or has failed again and again");
      case AGENTS, EXECUTION, PERSISTENCE -> all.add("read the log of the step");
    }
    switch (type) {
      case TIMEOUT -> all.add("give the step a longer timeout, or fewer files");
      case PERMISSION -> all.add("let the user of the service read and write the files it names");
      case SYNTAX -> all.add("mend the syntax of the file it names, or exclude the file");
      case MEMORY -> all.add("give the node more memory, or the step fewer files");
      case DISK_SPACE -> all.add("free space on the node's disk");
      case UNKNOWN -> all.add("run the step's command by hand in a copy of the target");
    }
    return List.copyOf(all);
  }
}
