package dev.pawl.target;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit that a workflow examines.
 *
 * @param repository the URL of the repository, without credentials; a file URL for a work tree without a remote
 * @param ref the full name of the ref, such as {@code refs/heads/main}; absent if only a commit was named
 * @param commit the full id of the commit
 * @param subject the first line of its message, of at most 500 characters; absent before the commit is fetched
 * @param author its author, such as {@code Ada <ada@example.com>}, of at most 200 characters
 */
@Embeddable
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "SourceRevision")
public record SourceRevision(
    @Column(name = "git_repository") String repository,
    @Column(name = "git_ref") @Nullable String ref,
    @Column(name = "git_commit") @Nullable String commit,
    @Column(name = "git_subject") @Nullable String subject,
    @Column(name = "git_author") @Nullable String author) {

  private static final Logger log = LoggerFactory.getLogger(SourceRevision.class);
  private static final int MAX_SUBJECT = 500;
  private static final int MAX_AUTHOR = 200;
  private static final int MAX_URL = 2000;

  /** The maximum size of a commit whose subject is read; the message of a larger one is not worth the memory. */
  private static final long MAX_COMMIT_BYTES = 1 << 20;

  /** The address that git accepts without a scheme, such as {@code git@host:team/app.git}. */
  private static final Pattern SCP_ADDRESS = Pattern.compile("(?:[^/@:]+@)?([^/@:]+):(?!//)/?(.+)");

  /** Returns what is known of the commit of a repository before it is fetched; empty for other targets. */
  public static Optional<SourceRevision> ofTarget(Target target) {
    Target.Git git = target.git();
    return git == null
        ? Optional.empty()
        : Optional.of(
            new SourceRevision(
                withoutCredentials(git.url()).orElse(git.url()),
                git.resolvedRef(),
                git.commit(),
                null,
                null));
  }

  /** Adds the subject and the author of the commit, from a repository that contains it. */
  public SourceRevision readCommit(Repository objects) throws IOException {
    ObjectLoader object =
        objects.open(ObjectId.fromString(Objects.requireNonNull(commit)), Constants.OBJ_COMMIT);
    if (object.getSize() > MAX_COMMIT_BYTES) {
      return this;
    }
    var parsed = RevCommit.parse(object.getBytes());
    return new SourceRevision(
        repository, ref, commit, clean(parsed.getShortMessage(), MAX_SUBJECT), author(parsed));
  }

  private static String author(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    return author == null
        ? ""
        : clean("%s <%s>".formatted(author.getName(), author.getEmailAddress()), MAX_AUTHOR);
  }

  /** Removes control characters, which have no place in a line of text, and limits the length. */
  private static String clean(String text, int max) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.substring(0, line.offsetByCodePoints(0, Math.min(max, codePoints(line))));
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  /**
   * Returns the commit that is checked out in a folder. Only the files of git below the folder are read, and no program
   * is run. Empty if the folder is not the root of a work tree, has no commit, shares the objects of another repository,
   * or cannot be read.
   */
  public static Optional<SourceRevision> ofWorkTree(FolderHandle root) {
    if (!Files.isDirectory(root.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (var opened = TargetRepository.open(root)) {
      var repository = opened.repository();
      ObjectId head = repository.resolve(Constants.HEAD);
      if (head == null) {
        return Optional.empty();
      }
      String branch = repository.getFullBranch();
      String origin = opened.config().getString("remote", "origin", "url");
      var revision =
          new SourceRevision(
              origin == null
                  ? root.shownPath().toUri().toString()
                  : withoutCredentials(origin).orElseGet(() -> root.shownPath().toUri().toString()),
              branch == null || ObjectId.isId(branch) ? null : branch,
              head.name(),
              null,
              null);
      return Optional.of(revision.readCommit(repository));
    } catch (IOException | RuntimeException e) {
      // The message may quote files that the repository links to.
      log.debug("Commit not read: {}: {}", root.shownPath(), e.getClass().getName());
      return Optional.empty();
    }
  }

  /** Returns a URL without user, password, query and fragment; empty for anything that is not the URL of a server. */
  private static Optional<String> withoutCredentials(String url) {
    if (url.length() > MAX_URL) {
      return Optional.empty();
    }
    Matcher scp = SCP_ADDRESS.matcher(url);
    String text =
        !url.contains("://") && scp.matches()
            ? "ssh://%s/%s".formatted(scp.group(1), scp.group(2))
            : url;
    try {
      var uri = new URI(text);
      return uri.getScheme() == null || uri.getHost() == null
          ? Optional.empty()
          : Optional.of(
              new URI(
                      uri.getScheme(),
                      null,
                      uri.getHost(),
                      uri.getPort(),
                      uri.getPath(),
                      null,
                      null)
                  .toString());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns the name of the branch; empty if the commit was not named by a branch. */
  @JsonIgnore
  public Optional<String> branch() {
    return withoutPrefix(Constants.R_HEADS);
  }

  /** Returns the name of the tag; empty if the commit was not named by a tag. */
  @JsonIgnore
  public Optional<String> tag() {
    return withoutPrefix(Constants.R_TAGS);
  }

  private Optional<String> withoutPrefix(String prefix) {
    return ref != null && ref.startsWith(prefix)
        ? Optional.of(ref.substring(prefix.length()))
        : Optional.empty();
  }

  /** Returns the commit in one line, such as {@code 1a2b3c4d5e6f (main) Fix the build, by Ada <ada@example.com>}. */
  public String describe() {
    var text = new StringBuilder(commit == null ? "unknown" : commit.substring(0, 12));
    if (ref != null) {
      text.append(" (").append(branch().or(this::tag).orElse(ref)).append(')');
    }
    if (subject != null && !subject.isEmpty()) {
      text.append(' ').append(subject);
    }
    if (author != null && !author.isEmpty()) {
      text.append(", by ").append(author);
    }
    return text.toString();
  }
}
