package dev.pawl.tool.integrity;

import dev.pawl.command.Outcome;
import dev.pawl.tool.Fixer.Purpose;
import dev.pawl.tool.Fixing.Request;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The changes that the previous steps reported.
 *
 * @param files all reported files
 * @param requests the requests of the steps with fixers
 * @param declared the files that steps without fixers changed or created, within the scope that they declare
 * @param last the files that fixers changed and that no step without fixers changed afterwards
 * @param named the files that were requested by their full path
 */
record Reported(
    Set<String> files,
    Set<Request> requests,
    Set<String> declared,
    Set<String> last,
    Set<String> named) {

  static Reported by(Iterable<Outcome> outcomes) {
    var reported =
        new Reported(
            new HashSet<>(),
            new LinkedHashSet<>(),
            new HashSet<>(),
            new HashSet<>(),
            new HashSet<>());
    outcomes.forEach(reported::add);
    return reported;
  }

  private void add(Outcome outcome) {
    files.addAll(outcome.changed());
    Optional<Request> request = Request.of(outcome);
    if (request.isEmpty()) {
      declared.addAll(outcome.changed());
      named.addAll(outcome.changed());
      last.removeAll(outcome.changed());
    } else {
      requests.add(request.get());
      named.addAll(Request.named(outcome));
      last.addAll(outcome.changed());
    }
  }

  /** Returns the purposes of all fixers that may have changed files. */
  Set<Purpose> purposes() {
    var all = EnumSet.noneOf(Purpose.class);
    requests.forEach(request -> all.addAll(request.purposes()));
    if (!all.isEmpty()) {
      // Files that were formatted before a cleanup are formatted again after it.
      all.addAll(EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT));
    }
    return all;
  }

  /** Returns whether only fixers changed a file, so that its content must be equivalent. */
  boolean fixedOnly(String path) {
    return !declared.contains(path);
  }

  /** Returns whether a fixer made the last change to a file. */
  boolean laidOut(String path) {
    return last.contains(path);
  }
}
