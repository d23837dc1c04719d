package dev.pawl.workflowlist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import dev.pawl.project.ProjectService;
import dev.pawl.workflow.EndedReason;
import dev.pawl.workflow.WorkflowLinks;
import dev.pawl.workflow.WorkflowService;
import dev.pawl.workflow.WorkflowStatus;
import dev.pawl.workflow.WorkflowView;
import dev.pawl.workspace.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

/** Tests the filters and the paging of the lists of workflows. */
@PawlTest
class WorkflowListServiceTests {

  @Autowired PawlClient pawl;
  @Autowired WorkflowListService list;
  @Autowired WorkflowService workflows;
  @Autowired ProjectService projects;
  private Path target;

  @BeforeEach
  void makeTarget() {
    target = pawl.newTarget();
    TestFiles.write(target, "A.java", "import java.util.List;\nclass A {}\n");
  }

  private String runVerification() {
    return pawl.submitAndAwaitEnd(target, "\"type\": \"verify-only\"")
        .get("workflow_id")
        .asString();
  }

  @Test
  void combinesAllFilters() {
    String id =
        pawl.submitAndAwaitEnd(
                target, "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}")
            .get("workflow_id")
            .asString();
    var filter =
        new WorkflowFilter(
            List.of(WorkflowStatus.COMPLETED),
            "verify-only",
            target.toString(),
            null,
            EndedReason.COMPLETED,
            null,
            null,
            null,
            Map.of("team", "core"),
            null,
            null,
            null,
            null);

    assertThat(list.list(filter, ScrollPosition.keyset(), 10))
        .singleElement()
        .satisfies(match -> assertThat(match.workflowId()).isEqualTo(id));
    assertThat(list.count(filter)).isEqualTo(1);
  }

  private WorkflowFilter onTarget() {
    return new WorkflowFilter(
        List.of(),
        null,
        target.toString(),
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        null,
        null,
        null,
        null);
  }

  @Test
  void pagesThroughAListNewestFirst() {
    String first = runVerification();
    String second = runVerification();
    String third = runVerification();

    Window<WorkflowSummary> page = list.list(onTarget(), ScrollPosition.keyset(), 2);
    Window<WorkflowSummary> last = list.list(onTarget(), page.positionAt(1), 2);

    assertThat(page).extracting(WorkflowSummary::workflowId).containsExactly(third, second);
    assertThat(page.hasNext()).isTrue();
    assertThat(last).extracting(WorkflowSummary::workflowId).containsExactly(first);
    assertThat(last.hasNext()).isFalse();
    assertThat(list.count(onTarget())).isEqualTo(3);
  }

  @Test
  void listsTheSameFieldsAsTheWorkflow() {
    String id =
        pawl.submitAndAwaitEnd(
                target, "\"type\": \"verify-only\", \"labels\": {\"team\": \"core\"}")
            .get("workflow_id")
            .asString();
    WorkflowView view = workflows.find(id).orElseThrow();

    assertThat(list.list(onTarget(), ScrollPosition.keyset(), 1))
        .containsExactly(
            new WorkflowSummary(
                id,
                view.type(),
                target.toString(),
                view.revision(),
                view.status(),
                view.endedReason(),
                view.endedMessage(),
                view.dryRun(),
                view.priority(),
                view.labels(),
                view.project(),
                view.createdAt(),
                view.startedAt(),
                view.endedAt(),
                WorkflowLinks.of(id)));
  }

  @Test
  void listsOnlyWorkflowsOfTheProjectOfTheCaller() {
    runVerification();

    Window<WorkflowSummary> page =
        projects.callFor("another", () -> list.list(onTarget(), ScrollPosition.keyset(), 10));

    assertThat(page).isEmpty();
  }

  @Test
  void pagesThroughSnapshots() {
    runVerification();
    String second = runVerification();

    Window<SnapshotView> page = list.snapshots(target.toString(), ScrollPosition.keyset(), 1);
    Window<SnapshotView> last = list.snapshots(target.toString(), page.positionAt(0), 1);

    assertThat(page)
        .singleElement()
        .returns(second, SnapshotView::workflowId)
        .returns(workflows.find(second).orElseThrow().snapshot(), SnapshotView::snapshot)
        .returns(null, SnapshotView::prunedAt);
    assertThat(page.hasNext()).isTrue();
    assertThat(last).hasSize(1);
    assertThat(last.hasNext()).isFalse();
  }
}
