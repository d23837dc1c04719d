package dev.pawl.archive;

import java.util.List;

/** Finds the workflows that use archives; implemented by the module that runs workflows. */
public interface ArchiveUsage {

  /** Returns the names of the unfinished workflows on a target. */
  List<String> findActiveWorkflows(String target);
}
