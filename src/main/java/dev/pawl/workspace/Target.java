package dev.pawl.workspace;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the code comes from: a directory below an allowed root, or a git repository.
 *
 * @param path a directory; absolute once it is resolved
 * @param git a repository; exactly one of the two is given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Target(@Nullable String path, @Nullable Git git) {

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
    return new Target(path, null);
  }

  /** The path or the URL, as people know it. */
  @JsonIgnore
  public String name() {
    return git != null ? git.url() : Objects.requireNonNull(path);
  }
}
