package dev.pawl.forge;

import dev.pawl.workflow.WorkflowEvent;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.WorkflowEnded;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Records messages to forges in the transaction of the event that they report, lists them and requests redeliveries. */
@Service
class ForgeMessageService {

  private final ForgeMessageRepository messages;
  private final WorkflowService workflows;
  private final ForgeProperties properties;
  private final Clock clock;

  ForgeMessageService(
      ForgeMessageRepository messages,
      WorkflowService workflows,
      ForgeProperties properties,
      Clock clock) {
    this.messages = messages;
    this.workflows = workflows;
    this.properties = properties;
    this.clock = clock;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Records the messages of an event, in the transaction of the event. */
  @EventListener
  @Transactional(propagation = Propagation.MANDATORY)
  void recordMessages(WorkflowChanged change) {
    if (properties.connections().isEmpty()) {
      return;
    }
    if (change.event() instanceof WorkflowEnded end) {
      boolean completed = end.status() == WorkflowStatus.COMPLETED;
      messages.record(change.id(), change.sequence(), true, completed, now());
    } else if (isReportedWhileOpen(change.event())) {
      messages.record(change.id(), change.sequence(), false, false, now());
    }
  }

  /** Returns whether an event changes what a status says, although the workflow has not ended. */
  private static boolean isReportedWhileOpen(WorkflowEvent event) {
    return event instanceof WorkflowEvent.WorkflowSubmitted
        || event instanceof WorkflowEvent.DecisionOpened
        || event instanceof WorkflowEvent.DecisionTaken
        || event instanceof WorkflowEvent.ResumptionRequested
        || event instanceof WorkflowEvent.PublicationRequested;
  }

  /** Returns the messages that report a workflow; empty if there is no such workflow. */
  @Transactional(readOnly = true)
  Optional<List<ForgeMessageView>> findByWorkflow(String workflow) {
    return workflowId(workflow)
        .map(id ->
            messages.findByWorkflowIdOrderByKindAscIdAsc(id).stream()
                .map(ForgeMessageView::of)
                .toList());
  }

  private Optional<UUID> workflowId(String workflow) {
    return workflows.findRevision(workflow).map(WorkflowRevision::id);
  }

  /** Schedules a message for redelivery, with all its attempts. Returns false if the workflow has no such message. */
  @Transactional
  boolean redeliver(String workflow, UUID message) {
    Optional<ForgeMessage> found =
        workflowId(workflow).flatMap(id -> messages.findForUpdateByIdAndWorkflowId(message, id));
    found.ifPresent(stored -> stored.redeliver(now()));
    return found.isPresent();
  }
}
