package dev.pawl.live;

import dev.pawl.workflow.EventView;
import dev.pawl.workflow.Position;
import dev.pawl.workflow.Workflows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** The events of one workflow for its subscribers on this node: each is read and serialized only once. */
final class Feed {

  /** The number of buffered events. A subscriber that is further behind reads from the database. */
  private static final int KEPT = 500;

  private static final int PAGE = 200;

  /** A serialized event. */
  record Sent(long sequence, String type, String json) {}

  private final String workflow;
  private final Workflows workflows;
  private final JsonMapper mapper;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final List<Sent> recent = new ArrayList<>();
  private volatile Position position;

  Feed(String workflow, Position position, Workflows workflows, JsonMapper mapper) {
    this.workflow = workflow;
    this.position = position;
    this.workflows = workflows;
    this.mapper = mapper;
  }

  String workflow() {
    return workflow;
  }

  Set<Follower> followers() {
    return followers;
  }

  /** Returns whether the workflow has ended and no event follows this one. */
  boolean endsWith(long sequence) {
    Position now = position;
    return now.ended() && sequence >= now.sequence();
  }

  /** Reads new events into the buffer. */
  synchronized void read() {
    Position now = workflows.position(workflow).orElse(position);
    if (!recent.isEmpty()) {
      long last = recent.getLast().sequence();
      while (last < now.sequence()) {
        List<Sent> more = read(now, last);
        if (more.isEmpty()) {
          break;
        }
        recent.addAll(more);
        last = more.getLast().sequence();
      }
      if (recent.size() > KEPT) {
        recent.subList(0, recent.size() - KEPT).clear();
      }
    }
    position = now;
  }

  /** Returns a batch of events after a sequence number, oldest first; empty if there are no more yet. */
  List<Sent> after(long sequence) {
    synchronized (this) {
      if (!recent.isEmpty() && sequence >= recent.getLast().sequence()) {
        return List.of();
      }
      if (!recent.isEmpty() && recent.getFirst().sequence() <= sequence + 1) {
        int from = (int) (sequence + 1 - recent.getFirst().sequence());
        return List.copyOf(recent.subList(from, Math.min(recent.size(), from + PAGE)));
      }
    }
    List<Sent> found = read(position, sequence);
    synchronized (this) {
      if (recent.isEmpty()) {
        recent.addAll(found);
      }
    }
    return found;
  }

  private List<Sent> read(Position at, long after) {
    return workflows.events(at, after, PAGE).stream().map(this::sent).toList();
  }

  private Sent sent(EventView event) {
    return new Sent(event.sequence(), event.type(), mapper.writeValueAsString(event));
  }
}
