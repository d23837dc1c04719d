package dev.pawl.callback;

import dev.pawl.project.ProjectService;
import dev.pawl.workflow.CallbackRequest;
import dev.pawl.workflow.WorkflowEvent;
import dev.pawl.workflow.WorkflowEvent.DecisionOpened;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowEvent.WorkflowStarted;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Stores callbacks in the transaction of their event, lists their deliveries and requests redeliveries. */
@Service
@EnableConfigurationProperties(CallbackProperties.class)
public class CallbackService {

  private final CallbackRepository callbacks;
  private final WorkflowService workflows;
  private final CallbackProperties properties;
  private final JsonMapper mapper;
  private final ProjectService projects;
  private final Clock clock;

  CallbackService(
      CallbackRepository callbacks,
      WorkflowService workflows,
      CallbackProperties properties,
      JsonMapper mapper,
      ProjectService projects,
      Clock clock) {
    this.callbacks = callbacks;
    this.workflows = workflows;
    this.properties = properties;
    this.mapper = mapper;
    this.projects = projects;
    this.clock = clock;
  }

  /** Returns why callbacks to a URL are not allowed; empty if they are. */
  public Optional<String> rejectionReason(String url) {
    return properties.secret() == null
        ? Optional.of("requires a signing secret; the operator must set pawl.callback.secret")
        : projects
            .current()
            .flatMap(project -> project.callbackRejectionReason(url))
            .or(() -> properties.rejectionReason(url));
  }

  /** Stores the callback of an event, in the transaction of the event. */
  @EventListener
  @Transactional(propagation = Propagation.MANDATORY)
  void storeCallback(WorkflowChanged change) {
    Optional<CallbackRequest.Event> event = toCallbackEvent(change.event());
    boolean requested =
        event.isPresent()
            && change
                .state()
                .callback()
                .filter(callback -> callback.events().contains(event.get()))
                .isPresent();
    if (!requested) {
      return;
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String type = "workflow." + event.get().value();
    callbacks.insert(
        UUID.randomUUID(),
        change.id(),
        type,
        mapper.writeValueAsString(new CallbackPayload(type, now, CallbackPayload.Data.of(change))),
        now);
  }

  private static Optional<CallbackRequest.Event> toCallbackEvent(WorkflowEvent event) {
    return switch (event) {
      case WorkflowStarted _ -> Optional.of(CallbackRequest.Event.STARTED);
      case DecisionOpened _ -> Optional.of(CallbackRequest.Event.DECISION_OPENED);
      case WorkflowEnded _ -> Optional.of(CallbackRequest.Event.ENDED);
      default -> Optional.empty();
    };
  }

  /** Returns the callbacks of a workflow, newest first; empty if there is no such workflow. */
  @Transactional(readOnly = true)
  Optional<List<CallbackDelivery>> findByWorkflow(String workflow) {
    return workflowId(workflow)
        .map(id ->
            callbacks.findByWorkflowIdOrderByCreatedAtDescIdAsc(id).stream()
                .map(CallbackService::toDelivery)
                .toList());
  }

  private Optional<UUID> workflowId(String workflow) {
    return workflows.findRevision(workflow).map(WorkflowRevision::id);
  }

  private static CallbackDelivery toDelivery(Callback callback) {
    URI url = URI.create(callback.url());
    var attempts = callback.attempts();
    return new CallbackDelivery(
        callback.id(),
        callback.type(),
        url.getScheme() + "://" + url.getAuthority() + url.getPath(),
        callback.createdAt(),
        callback.nextAt(),
        callback.deliveredAt(),
        IntStream.range(0, attempts.size())
            .mapToObj(index -> CallbackDelivery.Attempt.of(index + 1, attempts.get(index)))
            .toList());
  }

  /** Schedules a callback for redelivery, with all its attempts. Returns false if the workflow has no such callback. */
  @Transactional
  boolean redeliver(String workflow, UUID callback) {
    Optional<Callback> found =
        workflowId(workflow).flatMap(id -> callbacks.findForUpdateByIdAndWorkflowId(callback, id));
    found.ifPresent(stored -> stored.redeliver(clock.instant()));
    return found.isPresent();
  }
}
