package dev.pawl.archive;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The symbolic links of an archive; none may lead out of it, whichever way it is walked. */
final class Links {

  private final Map<String, String> targets = new LinkedHashMap<>();

  void add(String path, String target) {
    targets.put(path, target);
  }

  Map<String, String> all() {
    return targets;
  }

  /** What is wrong with a link, if anything is; asked when all links are known. */
  Optional<String> fault(String path, String target) {
    if (target.isEmpty() || target.indexOf('\0') >= 0 || target.indexOf('\uFFFD') >= 0) {
      return Optional.of("is a link to what cannot be a path");
    }
    if (target.startsWith("/") || !staysInside(path, target)) {
      return Optional.of("is a link that leads out of the archive: " + target);
    }
    return Optional.empty();
  }

  /**
   * Whether each step lies inside. A step up from below a link could lead anywhere, so it counts as one that leads out;
   * every other step is below a folder of the archive, or below a link that is checked itself.
   */
  private boolean staysInside(String path, String target) {
    var at = new ArrayDeque<>(Names.parts(path));
    at.removeLast();
    boolean behindLink = false;
    for (String part : Names.parts(target)) {
      if (!part.equals("..")) {
        at.addLast(part);
        behindLink |= targets.containsKey(String.join("/", at));
      } else if (behindLink || at.pollLast() == null) {
        return false;
      }
    }
    return true;
  }
}
