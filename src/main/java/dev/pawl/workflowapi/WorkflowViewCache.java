package dev.pawl.workflowapi;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.pawl.workflow.WorkflowDocument;
import dev.pawl.workflow.WorkflowNotFoundException;
import dev.pawl.workflow.WorkflowRevision;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Caches the JSON of ended workflows, so that repeated requests do not load the graph. An entry is valid while the row
 * has the same version.
 */
@Component
class WorkflowViewCache {

  private static final int MAX_ENTRIES = 256;
  private static final int MAX_LENGTH = 64 * 1024;

  private final WorkflowService workflows;
  private final JsonMapper mapper;
  private final Map<String, CacheEntry> entries =
      Collections.synchronizedMap(
          new LinkedHashMap<>(MAX_ENTRIES, 0.75f, true) {

            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CacheEntry> eldest) {
              return size() > MAX_ENTRIES;
            }
          });

  WorkflowViewCache(WorkflowService workflows, JsonMapper mapper) {
    this.workflows = workflows;
    this.mapper = mapper;
  }

  /** A workflow as raw JSON. */
  record RawJson(String workflowId, @JsonValue @JsonRawValue String json)
      implements WorkflowDocument {}

  /**
   * A view of a workflow and the sequence number of its last event.
   *
   * @param body the view, or its JSON
   */
  record CachedView(Object body, long sequence) {}

  private record CacheEntry(long rowVersion, CachedView view) {}

  /**
   * Returns the view of a workflow.
   *
   * @param revision the revision that was just read
   * @throws WorkflowNotFoundException when the workflow was deleted meanwhile
   */
  CachedView get(String name, WorkflowRevision revision) {
    CacheEntry cached = entries.get(name);
    if (cached != null && cached.rowVersion() == revision.rowVersion()) {
      return cached.view();
    }
    WorkflowView view = workflows.find(name).orElseThrow(() -> new WorkflowNotFoundException(name));
    if (!revision.ended()) {
      return new CachedView(view, view.eventSequence());
    }
    var cachedView =
        new CachedView(new RawJson(name, mapper.writeValueAsString(view)), view.eventSequence());
    if (((RawJson) cachedView.body()).json().length() <= MAX_LENGTH) {
      entries.put(name, new CacheEntry(revision.rowVersion(), cachedView));
    }
    return cachedView;
  }
}
