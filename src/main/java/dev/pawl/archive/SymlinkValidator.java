package dev.pawl.archive;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Validates the symbolic links of an archive: none may lead outside, directly or through other links. */
final class SymlinkValidator {

  private final Map<String, String> targets = new LinkedHashMap<>();

  void add(String path, String target) {
    targets.put(path, target);
  }

  Map<String, String> all() {
    return targets;
  }

  /** Returns what is wrong with a link, if anything. All links must have been added before. */
  Optional<String> validate(String path, String target) {
    if (target.isEmpty() || target.indexOf('\0') >= 0 || target.indexOf('\uFFFD') >= 0) {
      return Optional.of("is a link with an invalid target path");
    }
    if (target.startsWith("/") || !staysInside(path, target)) {
      return Optional.of("is a link that points outside the archive: " + target);
    }
    return Optional.empty();
  }

  /**
   * Returns whether every step of the target path stays inside. A step up from below a link could lead anywhere, so it
   * counts as leading outside; every other step is below a folder of the archive, or below a link that is itself
   * checked.
   */
  private boolean staysInside(String path, String target) {
    var position = new ArrayDeque<>(EntryNameValidator.segments(path));
    position.removeLast();
    boolean behindLink = false;
    for (String segment : EntryNameValidator.segments(target)) {
      if (!segment.equals("..")) {
        position.addLast(segment);
        behindLink |= targets.containsKey(String.join("/", position));
      } else if (behindLink || position.pollLast() == null) {
        return false;
      }
    }
    return true;
  }
}
