package dev.pawl.workflowapi;

import dev.pawl.web.InvalidRequestException;
import dev.pawl.web.InvalidRequestException.ValidationError;
import dev.pawl.web.PreferHeader;
import dev.pawl.workflow.WorkflowChangeNotifier;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Delays reads of a workflow until it has changed or ended, and compares its ETag. */
@Component
class ConditionalRead {

  private static final int MAX_WAIT_SECONDS = 600;
  private static final Pattern WAIT_PATTERN = Pattern.compile("(\\d{1,4})s?");

  private final WorkflowService workflows;
  private final WorkflowChangeNotifier changeNotifier;

  ConditionalRead(WorkflowService workflows, WorkflowChangeNotifier changeNotifier) {
    this.workflows = workflows;
    this.changeNotifier = changeNotifier;
  }

  /**
   * The revision to respond with.
   *
   * @param preference the preference that was applied; null if there was none
   */
  record ReadRevision(WorkflowRevision revision, @Nullable Duration preference) {

    /** Starts a response that must be validated before each use. */
    ResponseEntity.BodyBuilder respond(HttpStatus status) {
      var response = ResponseEntity.status(status).cacheControl(CacheControl.noCache());
      return preference == null
          ? response
          : response.header(PreferHeader.APPLIED, PreferHeader.applied(preference));
    }
  }

  /**
   * Waits as a request asks, and returns the revision to respond with.
   *
   * @param ifNoneMatch the ETag that the caller knows
   * @param wait the time to wait for the next change, or for a change of the known revision, such as {@code 30s}
   * @param prefer the {@code Prefer} header, whose {@code wait} is the time to wait for the end; {@code wait} takes
   *     precedence
   * @throws WorkflowNotFoundException if there is no such workflow
   */
  ReadRevision await(
      String id, @Nullable String ifNoneMatch, @Nullable String wait, @Nullable String prefer)
      throws InterruptedException {
    WorkflowRevision revision = find(id);
    if (wait != null) {
      awaitChange(id, revision, ifNoneMatch, parseWait(wait));
      return new ReadRevision(find(id), null);
    }
    Optional<Duration> preference = PreferHeader.parseWait(prefer);
    if (preference.isPresent()) {
      workflows.awaitEnd(id, preference.get());
      return new ReadRevision(find(id), preference.get());
    }
    return new ReadRevision(revision, null);
  }

  private WorkflowRevision find(String id) {
    return workflows.findRevision(id).orElseThrow(() -> new WorkflowNotFoundException(id));
  }

  private void awaitChange(
      String id, WorkflowRevision revision, @Nullable String ifNoneMatch, Duration timeout)
      throws InterruptedException {
    long knownSequence =
        ifNoneMatch == null || matches(ifNoneMatch, revision.sequence()) ? revision.sequence() : -1;
    changeNotifier.await(
        id,
        timeout,
        () ->
            workflows
                .findRevision(id)
                .map(current -> current.ended() || current.sequence() != knownSequence)
                .orElse(true));
  }

  private static Duration parseWait(String text) {
    Matcher matcher = WAIT_PATTERN.matcher(text);
    int seconds = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    if (seconds < 0 || seconds > MAX_WAIT_SECONDS) {
      throw new InvalidRequestException(
          List.of(
              new ValidationError(
                  "wait", "is not a number of seconds such as 30s, of at most 600s")));
    }
    return Duration.ofSeconds(seconds);
  }

  /** Returns the entity tag of a sequence number. */
  static String etag(long sequence) {
    return "\"" + sequence + "\"";
  }

  /** Returns whether a list of entity tags contains that of a sequence number, or is a star. */
  static boolean matches(String ifNoneMatch, long sequence) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .anyMatch(tag ->
            tag.equals("*")
                || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(etag(sequence)));
  }
}
