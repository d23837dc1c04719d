package dev.pawl.stream;

import dev.pawl.workflow.WorkflowEvent.EventView;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** The events of one workflow for its subscribers on this node: each is read and serialized only once. */
final class EventStream {

  /** The number of buffered events. A subscriber that is further behind reads from the database. */
  private static final int BUFFER_SIZE = 500;

  private static final int BATCH_SIZE = 200;

  /** A serialized event. */
  record SerializedEvent(long sequence, String type, String json) {}

  private final String workflow;
  private final WorkflowService workflows;
  private final JsonMapper mapper;
  private final Set<EventSubscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final List<SerializedEvent> buffer = new ArrayList<>();
  private volatile WorkflowRevision revision;

  EventStream(
      String workflow, WorkflowRevision revision, WorkflowService workflows, JsonMapper mapper) {
    this.workflow = workflow;
    this.revision = revision;
    this.workflows = workflows;
    this.mapper = mapper;
  }

  String workflow() {
    return workflow;
  }

  Set<EventSubscriber> subscribers() {
    return subscribers;
  }

  /** Returns whether the workflow has ended and no event follows this one. */
  boolean isComplete(long sequence) {
    WorkflowRevision current = revision;
    return current.ended() && sequence >= current.sequence();
  }

  /** Reads new events into the buffer. */
  synchronized void refresh() {
    WorkflowRevision current = workflows.findRevision(workflow).orElse(revision);
    if (!buffer.isEmpty()) {
      long lastSequence = buffer.getLast().sequence();
      while (lastSequence < current.sequence()) {
        List<SerializedEvent> batch = load(current, lastSequence);
        if (batch.isEmpty()) {
          break;
        }
        buffer.addAll(batch);
        lastSequence = batch.getLast().sequence();
      }
      if (buffer.size() > BUFFER_SIZE) {
        buffer.subList(0, buffer.size() - BUFFER_SIZE).clear();
      }
    }
    revision = current;
  }

  /** Returns a batch of events after a sequence number, oldest first; empty if there are no more yet. */
  List<SerializedEvent> eventsAfter(long sequence) {
    synchronized (this) {
      if (!buffer.isEmpty() && sequence >= buffer.getLast().sequence()) {
        return List.of();
      }
      if (!buffer.isEmpty() && buffer.getFirst().sequence() <= sequence + 1) {
        int fromIndex = (int) (sequence + 1 - buffer.getFirst().sequence());
        return List.copyOf(
            buffer.subList(fromIndex, Math.min(buffer.size(), fromIndex + BATCH_SIZE)));
      }
    }
    List<SerializedEvent> batch = load(revision, sequence);
    synchronized (this) {
      if (buffer.isEmpty()) {
        buffer.addAll(batch);
      }
    }
    return batch;
  }

  private List<SerializedEvent> load(WorkflowRevision upTo, long after) {
    return workflows.events(upTo, after, BATCH_SIZE).stream().map(this::serialize).toList();
  }

  private SerializedEvent serialize(EventView event) {
    return new SerializedEvent(event.sequence(), event.type(), mapper.writeValueAsString(event));
  }
}
