package dev.pawl.duplication;

import dev.pawl.workspace.ScopedLines;
import dev.pawl.workspace.Workspace;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places of duplicates that differ from the base of the scope, if it has one. A finding about a duplicate is
 * reported there, so that a new copy of old code is a new finding.
 *
 * @param lines the lines that differ; null if the scope has no base
 */
record ChangedPlaces(@Nullable ScopedLines lines) {

  static ChangedPlaces of(Workspace workspace) throws IOException {
    return new ChangedPlaces(workspace.scope().hasComparison() ? ScopedLines.of(workspace) : null);
  }

  /** Returns a duplicate that starts with its first changed place, or as it is if none has changed. */
  CodeClone first(CodeClone duplicate) throws IOException {
    if (lines != null) {
      for (FileRange place : duplicate.places()) {
        if (lines.containsAny(place.file(), place.line(), place.endLine())) {
          return duplicate.startingWith(place);
        }
      }
    }
    return duplicate;
  }
}
