package dev.pawl.workflowlist;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the criteria of lists that refer to a commit. */
final class CommitCriteria {

  static final String COMMIT_ERROR =
      "is not the id of a commit, or its first digits: 4 to 64 hexadecimal digits";

  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{4,64}");
  private static final String BRANCHES = "refs/heads/";

  private CommitCriteria() {}

  /**
   * Returns the id, or its first digits, in lower case.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static String parseCommit(String text) {
    if (!COMMIT.matcher(text).matches()) {
      throw new IllegalArgumentException(COMMIT_ERROR);
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** Returns the name of a branch, which may be given with {@code refs/heads/}; null if absent. */
  static @Nullable String branchName(@Nullable String branch) {
    return branch != null && branch.startsWith(BRANCHES)
        ? branch.substring(BRANCHES.length())
        : branch;
  }
}
