package dev.pawl.target;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.archive.ArchiveService;
import dev.pawl.network.GitUrl;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The source of the code: a directory below an allowed root, a git repository, or an uploaded archive. Exactly one of
 * the three is set.
 *
 * @param path the directory; absolute once it is resolved
 * @param git the repository
 * @param archive the archive id that the upload returned
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
// No oneOf: without a property that names the alternative, generated clients cannot tell which one
// they read.
@Schema(name = "Target", minProperties = 1, maxProperties = 1)
public record Target(@Nullable String path, @Nullable Git git, @Nullable String archive) {

  /**
   * A git repository at one commit.
   *
   * @param url the URL, with the scheme file, http, https or ssh, as allowed by the operator, or {@code git@host:path}
   * @param ref a branch, a tag, another ref such as {@code refs/pull/1/head}, or a commit id; the remote's HEAD if absent
   * @param depth the number of commits of history to fetch; all if absent
   * @param commit the id of the commit, or its unique beginning of at least 7 digits; if absent, that to which the ref
   *     points when the workflow is submitted. A submitted workflow has the full id
   * @param resolvedRef the full name of the ref, such as {@code refs/heads/main}; set by the service, absent if a commit
   *     was named
   * @param unmerged true if the operator trusts the repository, but neither a branch nor a tag has the commit in its
   *     history; set by the service. Anyone may propose such a commit, for example by a pull request, so it is not trusted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "GitRepository")
  public record Git(
      String url,
      @Nullable String ref,
      @Nullable Integer depth,
      @Nullable String commit,
      @Nullable String resolvedRef,
      @Nullable Boolean unmerged) {

    /** Creates a repository whose ref is not resolved yet. */
    public Git(String url, @Nullable String ref, @Nullable Integer depth, @Nullable String commit) {
      this(url, ref, depth, commit, null, null);
    }
  }

  /** Creates a directory target. */
  public static Target directory(String path) {
    return new Target(path, null, null);
  }

  /** Creates a repository target. */
  public static Target repository(Git git) {
    return new Target(null, git, null);
  }

  /** Creates a target of an uploaded archive. */
  public static Target uploaded(String archive) {
    return new Target(null, null, archive);
  }

  /**
   * Returns the path, or the URL in the form that all ways to write it have in common; for an archive, a name that no
   * other target has.
   */
  @JsonIgnore
  public String name() {
    if (archive != null) {
      return ArchiveService.targetName(archive);
    }
    return git != null ? GitUrl.nameOf(git.url()) : Objects.requireNonNull(path);
  }
}
