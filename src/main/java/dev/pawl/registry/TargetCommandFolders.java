package dev.pawl.registry;

import java.nio.file.Path;
import java.util.List;

/** Finds the folders with the command files of targets. */
public interface TargetCommandFolders {

  /**
   * Returns the command folders of a trusted target that the caller may use.
   *
   * @param path the path of a directory, absolute or relative to the first allowed root
   * @throws org.springframework.web.ErrorResponseException if it is not a directory below an allowed root of the caller,
   *     or if the operator does not trust it (422 with the reason)
   */
  List<Path> find(String path);
}
