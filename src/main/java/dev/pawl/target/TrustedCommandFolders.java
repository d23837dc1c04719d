package dev.pawl.target;

import dev.pawl.registry.TargetCommandFolders;
import dev.pawl.target.TargetConfig.Fault;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/** Finds the command folders of directories that the operator trusts, below the roots of the caller. */
@Component
class TrustedCommandFolders implements TargetCommandFolders {

  private static final String FIELD = "target";

  private final TargetResolver targets;

  TrustedCommandFolders(TargetResolver targets) {
    this.targets = targets;
  }

  @Override
  public List<Path> find(String path) {
    if (path.contains("://")) {
      throw rejected(
          "must be the path of a directory: the command files of repositories are not used");
    }
    Target target = targets.requireDirectory(path, FIELD);
    if (!targets.isTrusted(target)) {
      throw rejected(
          "is not trusted, so its command files are not used; the operator lists trusted targets in"
              + " pawl.workspace.trusted-targets");
    }
    return targets.commandFolders(target);
  }

  private static InvalidTargetException rejected(String reason) {
    return new InvalidTargetException(List.of(new Fault(FIELD, reason)));
  }
}
