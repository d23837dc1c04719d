package dev.pawl.tool.publish;

import dev.pawl.command.Command;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Invocation;
import dev.pawl.command.Outcome;
import dev.pawl.command.Outcome.FailureKind;
import dev.pawl.workspace.PublishConflict;
import dev.pawl.workspace.Workspaces;
import dev.pawl.workspace.Workspaces.Published;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.springframework.stereotype.Component;

/** Publishes the result to the target as the last step: file by file to a directory, or as a branch of a repository. */
@Component
class PublishCommand implements Command {

  private final Workspaces workspaces;

  PublishCommand(Workspaces workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.modifying(
        "publish/apply",
        "Publishes the result to the target unless its files changed in the meantime");
  }

  @Override
  public Outcome execute(Invocation invocation) throws Exception {
    Published published;
    try {
      published = workspaces.publish(invocation.workspace(), invocation::ensureActive);
    } catch (PublishConflict conflict) {
      conflict.files().forEach(file -> invocation.say("Conflict: " + file));
      return Outcome.failure(
          FailureKind.CONFLICT, conflict.getMessage() + "; nothing was overwritten");
    } catch (FileSystemException e) {
      String why = e instanceof AccessDeniedException ? "permission denied" : e.getReason();
      return Outcome.failure(
          FailureKind.BROKEN,
          "the target is not writable; nothing was changed: %s (%s)".formatted(e.getFile(), why));
    }
    boolean uploaded = workspaces.get(invocation.workspace()).target().archive() != null;
    Outcome outcome =
        Outcome.success(summary(published, uploaded)).with("files_published", published.files());
    if (published.reason() != null) {
      outcome = outcome.withWarnings(List.of(published.reason()));
    }
    if (published.branch() != null && published.commit() != null) {
      outcome = outcome.with("branch", published.branch()).with("commit", published.commit());
    }
    return outcome;
  }

  private static String summary(Published published, boolean uploaded) {
    if (published.files() == 0) {
      return "nothing to publish";
    }
    if (published.branch() != null) {
      return "%d files published as commit %s on branch %s"
          .formatted(published.files(), published.commit(), published.branch());
    }
    if (published.reason() != null) {
      return published.reason();
    }
    return uploaded
        ? "%d files changed; the result is available for download".formatted(published.files())
        : "%d files published".formatted(published.files());
  }
}
