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
 * What the steps before said they changed.
 *
 * @param files all of them
 * @param requests what the fixers among the steps were asked for
 * @param declared files that steps without fixers changed or made, within what they may
 * @param last files that no step without fixers changed after the fixers
 * @param named files that were asked for by name
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

  /** What may have been done to files. */
  Set<Purpose> purposes() {
    var all = EnumSet.noneOf(Purpose.class);
    requests.forEach(request -> all.addAll(request.purposes()));
    if (!all.isEmpty()) {
      // What was laid out before a cleanup is laid out after it.
      all.addAll(EnumSet.of(Purpose.LINE_ENDINGS, Purpose.LAYOUT));
    }
    return all;
  }

  /** Whether fixers alone changed a file, so that it must say what it said. */
  boolean fixedOnly(String path) {
    return !declared.contains(path);
  }

  /** Whether fixers were the last to work on a file. */
  boolean laidOut(String path) {
    return last.contains(path);
  }
}
