package dev.pawl.forge;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message to a forge.
 *
 * @param messageId the id of the message
 * @param forge the name of the connection
 * @param repository the full name of the repository
 * @param kind the kind of the message: status, comment or pull_request
 * @param subject the commit, the number of the pull request, or the id of the workflow whose branch gets a pull request
 * @param context the name of the status
 * @param state pending, delivered, or failed after the last attempt
 * @param tries the number of failed attempts since the last change of the workflow
 * @param createdAt the time of the first event that was reported there
 * @param nextAt the time of the next attempt; absent if the message was delivered or given up
 * @param deliveredAt the time of the last delivery; absent while there was none
 * @param lastAt the time of the last attempt; absent while there was none
 * @param lastStatus the HTTP status of the last failed attempt; absent if there was no response, or it did not fail
 * @param lastError the reason why the last attempt failed; absent if it did not
 * @param url the page of the comment or pull request on the forge; absent if it is not known
 */
@Schema(name = "ForgeMessage")
record ForgeMessageView(
    UUID messageId,
    String forge,
    String repository,
    ForgeMessage.Kind kind,
    String subject,
    String context,
    ForgeMessage.State state,
    int tries,
    Instant createdAt,
    @Nullable Instant nextAt,
    @Nullable Instant deliveredAt,
    @Nullable Instant lastAt,
    @Nullable Integer lastStatus,
    @Nullable String lastError,
    @Nullable String url) {

  static ForgeMessageView of(ForgeMessage message) {
    return new ForgeMessageView(
        message.id(),
        message.forge(),
        message.repository(),
        message.kind(),
        message.subject(),
        message.context(),
        message.state(),
        message.tries(),
        message.createdAt(),
        message.nextAt(),
        message.deliveredAt(),
        message.lastAt(),
        message.lastStatus(),
        message.lastError(),
        message.remoteUrl());
  }
}
