package dev.pawl.workspace;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pawl.archive.Archives;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the code comes from: a directory below an allowed root, a git repository, or an uploaded archive. Exactly one of
 * the three is given.
 *
 * @param path a directory; absolute once it is resolved
 * @param git a repository
 * @param archive the identity that the upload answered with
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Target(@Nullable String path, @Nullable Git git, @Nullable String archive) {

  /**
   * A git repository at one commit.
   *
   * @param url file, http, https or ssh, as far as the operator allows them
   * @param ref a branch, a tag or a full commit id; the remote's HEAD when absent
   * @param depth how many commits of history to fetch; all when absent
   * @param commit the commit that the ref meant when the workflow was submitted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Git(
      String url, @Nullable String ref, @Nullable Integer depth, @Nullable String commit) {}

  /** A directory target. */
  public static Target directory(String path) {
    return new Target(path, null, null);
  }

  /** A repository. */
  public static Target repository(Git git) {
    return new Target(null, git, null);
  }

  /** An uploaded archive. */
  public static Target uploaded(String archive) {
    return new Target(null, null, archive);
  }

  /** The path or the URL, as people know it; of an archive a name that no other target has. */
  @JsonIgnore
  public String name() {
    if (archive != null) {
      return Archives.targetName(archive);
    }
    return git != null ? git.url() : Objects.requireNonNull(path);
  }
}
