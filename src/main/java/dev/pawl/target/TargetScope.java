package dev.pawl.target;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a target that a workflow examines. Files outside are neither changed nor counted.
 *
 * @param paths the globs, folders and files that are examined; all files if empty
 * @param exclude the globs, folders and files that are not examined
 * @param changedSince the branch, tag or commit since which the examined files have changed, as requested; absent if
 *     unchanged files are examined too
 * @param lines the lines whose findings count
 * @param since the full id of the commit to which {@code changed_since} pointed when the workflow was submitted
 * @param mergeBase the full id of the commit that the files are compared with: the merge base of {@code since} and the
 *     target; for a repository, absent until the workflow has fetched the history
 * @param files the number of files in scope; absent until the snapshot is taken
 * @param targetFiles the number of files of the target that tools may examine; absent until the snapshot is taken, and if
 *     the workflow reads only what the files in scope need
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Scope")
public record TargetScope(
    List<String> paths,
    List<String> exclude,
    @Nullable String changedSince,
    Lines lines,
    @Nullable String since,
    @Nullable String mergeBase,
    @Nullable Integer files,
    @Nullable Integer targetFiles) {

  /** The scope of a workflow that examines the whole target. */
  public static final TargetScope ALL = new TargetScope(List.of(), List.of(), null, Lines.ALL);

  private static final int SHORT_ID_LENGTH = 10;
  private static final int MAX_DESCRIBED = 5;

  /** The lines whose findings count. */
  @Schema(name = "ScopeLines")
  public enum Lines {
    /** All lines. */
    ALL,
    /** The lines that differ from the merge base. */
    CHANGED;

    @JsonValue
    String value() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Creates a scope as requested, before its commits are resolved. */
  public TargetScope(
      List<String> paths, List<String> exclude, @Nullable String changedSince, Lines lines) {
    this(paths, exclude, changedSince, lines, null, null, null, null);
  }

  /** Returns this scope with the commits that it compares with. */
  public TargetScope comparedWith(String sinceCommit, @Nullable String base) {
    return new TargetScope(
        paths, exclude, changedSince, lines, sinceCommit, base, files, targetFiles);
  }

  /**
   * Returns this scope with the numbers of files in it and in the target.
   *
   * @param inTarget null if only what the files in scope need was read
   */
  public TargetScope withFiles(int inScope, @Nullable Integer inTarget) {
    return new TargetScope(
        paths, exclude, changedSince, lines, since, mergeBase, inScope, inTarget);
  }

  /** Returns whether the whole target is in scope. */
  @JsonIgnore
  public boolean isWholeTarget() {
    return paths.isEmpty() && exclude.isEmpty() && changedSince == null;
  }

  /** Returns whether the snapshot was taken and contains only what the files in scope need. */
  @JsonIgnore
  public boolean isReadInPart() {
    return files != null && targetFiles == null;
  }

  /** Returns whether findings on unchanged lines do not count. */
  @JsonIgnore
  public boolean isLimitedToLines() {
    return lines == Lines.CHANGED && changedSince != null;
  }

  /** Returns what the files are compared with, such as {@code main at 1a2b3c4d5e}; empty without a comparison. */
  public Optional<String> describeComparison() {
    if (changedSince == null) {
      return Optional.empty();
    }
    String commit = mergeBase == null ? since : mergeBase;
    String id =
        commit == null ? "" : commit.substring(0, Math.min(SHORT_ID_LENGTH, commit.length()));
    return Optional.of(
        commit == null || commit.equals(changedSince)
            ? changedSince
            : "%s at %s".formatted(changedSince, id));
  }

  private static String first(List<String> patterns) {
    String first = patterns.stream().limit(MAX_DESCRIBED).collect(Collectors.joining(", "));
    int others = patterns.size() - MAX_DESCRIBED;
    return others > 0 ? "%s and %d more".formatted(first, others) : first;
  }

  /** Returns the scope in one sentence. */
  public String describe() {
    var text = new StringBuilder("Scope: ");
    if (files != null) {
      text.append(
          files == 0
              ? "no file of the target is in scope, so nothing was examined or changed"
              : targetFiles == null
                  ? files + (files == 1 ? " file" : " files")
                  : "%d of %d %s"
                      .formatted(files, targetFiles, targetFiles == 1 ? "file" : "files"));
      text.append(", ");
    }
    if (isWholeTarget()) {
      return text.append("the whole target.").toString();
    }
    describeComparison()
        .ifPresent(comparison -> text.append("changed since ").append(comparison).append(", "));
    if (!paths.isEmpty()) {
      text.append("in ").append(first(paths)).append(", ");
    }
    if (!exclude.isEmpty()) {
      text.append("without ").append(first(exclude)).append(", ");
    }
    if (isLimitedToLines()) {
      text.append("findings on changed lines only, ");
    }
    text.setLength(text.length() - 2);
    return text.append('.').toString();
  }
}
