package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.target.Target;
import org.junit.jupiter.api.Test;

class ExaminedWorkflowLookupTests {

  @Test
  void knowsWhoseFilesTheReaderHas() {
    var directory = Target.directory("/a");
    var uploaded = Target.uploaded("x");
    var git = Target.repository(new Target.Git("https://x/y", null, null, null));
    var completed = WorkflowStatus.COMPLETED;

    assertThat(ExaminedWorkflowLookup.isResultInTarget(directory, false, completed)).isTrue();
    assertThat(ExaminedWorkflowLookup.isResultInTarget(directory, false, WorkflowStatus.RUNNING))
        .isTrue();
    assertThat(ExaminedWorkflowLookup.isResultInTarget(directory, true, completed)).isFalse();
    assertThat(ExaminedWorkflowLookup.isResultInTarget(uploaded, false, completed)).isFalse();
    assertThat(ExaminedWorkflowLookup.isResultInTarget(git, false, completed)).isFalse();
    assertThat(ExaminedWorkflowLookup.isResultInTarget(directory, false, WorkflowStatus.FAILED))
        .isFalse();
  }
}
