package dev.pawl.forge;

import dev.pawl.forge.ForgeProperties.Kind;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API of one kind of forge. Each method may be repeated after a failure. */
interface Forge {

  Kind kind();

  /**
   * Sets the status of a commit.
   *
   * @param id the id of the object that an earlier call returned for the same workflow; null for none
   */
  RemoteObject setStatus(
      ForgeConnection connection,
      String repository,
      String commit,
      CommitStatus status,
      @Nullable String id)
      throws ForgeException;

  /** Creates a comment on a pull request. */
  RemoteObject createComment(
      ForgeConnection connection, String repository, long pullRequest, String body)
      throws ForgeException;

  /**
   * Replaces the text of a comment.
   *
   * @return empty if the comment does not exist any more
   */
  Optional<RemoteObject> updateComment(
      ForgeConnection connection, String repository, long pullRequest, String id, String body)
      throws ForgeException;

  /** Finds the comment that this connection has written with a text that begins with a marker. */
  Optional<RemoteObject> findComment(
      ForgeConnection connection, String repository, long pullRequest, String marker)
      throws ForgeException;

  /** Creates a pull request; if one exists for the branch, returns without an id. */
  RemoteObject createPullRequest(
      ForgeConnection connection, String repository, PullRequestDraft draft) throws ForgeException;

  /** Returns the paths of the files that a pull request changes; empty if they are not completely known. */
  Optional<List<String>> findChangedFiles(
      ForgeConnection connection, String repository, long pullRequest) throws ForgeException;
}
