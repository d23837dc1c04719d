package dev.pawl.builtin;

import dev.pawl.command.Command;
import dev.pawl.command.CommandContext;
import dev.pawl.command.CommandResult;
import dev.pawl.command.CommandResult.FailureKind;
import dev.pawl.command.CommandSpec;
import dev.pawl.command.Quantity;
import dev.pawl.target.InvalidScopeException;
import dev.pawl.target.PushRejectedException;
import dev.pawl.workspace.PublicationIncompleteException;
import dev.pawl.workspace.PublishConflictException;
import dev.pawl.workspace.WorkspaceService;
import dev.pawl.workspace.WorkspaceService.PublishResult;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.springframework.stereotype.Component;

/** Publishes the result to the target as the last step: file by file to a directory, or as a branch of a repository. */
@Component
class PublishCommand implements Command {

  private final WorkspaceService workspaces;

  PublishCommand(WorkspaceService workspaces) {
    this.workspaces = workspaces;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.modifying(
            "publish/apply",
            "Publishes the result to the target unless its files changed in the meantime")
        .readingScope();
  }

  @Override
  public CommandResult execute(CommandContext context) throws Exception {
    PublishResult published;
    try {
      published =
          workspaces.publish(context.workspace(), context.publication(), context::ensureActive);
    } catch (PublishConflictException conflict) {
      conflict.files().forEach(file -> context.logLine("Conflict: " + file));
      return CommandResult.failure(
          FailureKind.CONFLICT, conflict.getMessage() + "; nothing was overwritten");
    } catch (InvalidScopeException outside) {
      return CommandResult.failure(
          FailureKind.INTEGRITY, outside.getMessage() + "; nothing was published");
    } catch (PushRejectedException rejected) {
      return CommandResult.failure(FailureKind.REJECTED, String.valueOf(rejected.getMessage()));
    } catch (PublicationIncompleteException incomplete) {
      incomplete.files().forEach(file -> context.logLine("Not restored: " + file));
      return CommandResult.failure(FailureKind.BROKEN, String.valueOf(incomplete.getMessage()));
    } catch (FileSystemException e) {
      String reason = e instanceof AccessDeniedException ? "permission denied" : e.getReason();
      return CommandResult.failure(
          FailureKind.BROKEN,
          "the target is not writable; nothing was changed: %s (%s)"
              .formatted(e.getFile(), reason));
    }
    boolean uploaded = workspaces.get(context.workspace()).target().archive() != null;
    CommandResult result =
        CommandResult.success(summary(published, uploaded))
            .withMetric("files_published", published.files());
    if (published.reason() != null) {
      result = result.withWarnings(List.of(published.reason()));
    }
    if (published.branch() != null && published.commit() != null) {
      result = result.withFact("branch", published.branch()).withFact("commit", published.commit());
    }
    if (!context.publication().paths().isEmpty()) {
      result = result.withFact("tree", published.tree());
    }
    return result;
  }

  private static String summary(PublishResult published, boolean uploaded) {
    if (published.files() == 0) {
      return "nothing to publish";
    }
    String files = Quantity.of(published.files(), "file");
    if (published.branch() != null && published.unchanged()) {
      return "the branch %s already has the same content (%s), as commit %s"
          .formatted(published.branch(), files, published.commit());
    }
    if (published.branch() != null) {
      return "%s published as commit %s on branch %s"
          .formatted(files, published.commit(), published.branch());
    }
    if (published.reason() != null) {
      return published.reason();
    }
    return uploaded
        ? files + " changed; the result is available for download"
        : files + " published";
  }
}
