package dev.pawl.archive;

import java.util.List;

/** Who uses archives, as far as archives want to know; offered by who runs it. */
public interface ArchiveUse {

  /** The names of the workflows on a target that are not over. */
  List<String> workflows(String target);
}
