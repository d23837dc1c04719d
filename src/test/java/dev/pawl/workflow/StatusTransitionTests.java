package dev.pawl.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that exactly the allowed status transitions are possible. */
class StatusTransitionTests {

  @ParameterizedTest
  @CsvSource({
    "QUEUED, RUNNING CANCELLED",
    "RUNNING, AWAITING_DECISION COMPLETED FAILED ROLLED_BACK CANCELLED",
    "AWAITING_DECISION, RUNNING COMPLETED FAILED ROLLED_BACK CANCELLED",
    "COMPLETED, ROLLED_BACK RUNNING",
    "FAILED, RUNNING",
    "ROLLED_BACK, ''",
    "CANCELLED, RUNNING",
  })
  void allowsOnlyLegalWorkflowTransitions(WorkflowStatus from, String legal) {
    List<WorkflowStatus> allowed =
        Stream.of(legal.split(" "))
            .filter(name -> !name.isEmpty())
            .map(WorkflowStatus::valueOf)
            .toList();

    for (WorkflowStatus to : WorkflowStatus.values()) {
      if (allowed.contains(to)) {
        assertThat(from.transitionTo(to)).isEqualTo(to);
      } else {
        assertThatIllegalStateException()
            .isThrownBy(() -> from.transitionTo(to))
            .withMessageContaining(from.value());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING, RUNNING SKIPPED CANCELLED",
    "RUNNING, COMPLETED FAILED CANCELLED PENDING",
    "COMPLETED, ROLLED_BACK PENDING",
    "FAILED, PENDING",
    "SKIPPED, PENDING",
    "CANCELLED, PENDING",
    "ROLLED_BACK, ''",
  })
  void allowsOnlyLegalStepTransitions(StepStatus from, String legal) {
    List<StepStatus> allowed =
        Stream.of(legal.split(" "))
            .filter(name -> !name.isEmpty())
            .map(StepStatus::valueOf)
            .toList();

    for (StepStatus to : StepStatus.values()) {
      if (allowed.contains(to)) {
        assertThat(from.transitionTo(to)).isEqualTo(to);
      } else {
        assertThatIllegalStateException().isThrownBy(() -> from.transitionTo(to));
      }
    }
  }

  @Test
  void identifiesEndStatuses() {
    assertThat(Arrays.stream(WorkflowStatus.values()).filter(WorkflowStatus::isEnded))
        .containsExactly(
            WorkflowStatus.COMPLETED,
            WorkflowStatus.FAILED,
            WorkflowStatus.ROLLED_BACK,
            WorkflowStatus.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(WorkflowStatus.class)
  void allowsActionsByStatus(WorkflowStatus status) {
    assertThat(WorkflowAction.allowed(status, true, false, false, false, false))
        .doesNotContain(WorkflowAction.ROLLBACK);
    if (status.isEnded()) {
      assertThat(WorkflowAction.allowed(status, false, true, false, false, false))
          .doesNotContain(WorkflowAction.CANCELLATION);
    } else {
      assertThat(WorkflowAction.allowed(status, false, true, false, false, false))
          .contains(WorkflowAction.CANCELLATION);
    }
    assertThat(
            WorkflowAction.allowed(status, false, true, false, false, false)
                .contains(WorkflowAction.DECISION))
        .isEqualTo(status == WorkflowStatus.AWAITING_DECISION);
    assertThat(
            WorkflowAction.allowed(status, false, false, true, false, false)
                .contains(WorkflowAction.PUBLICATION))
        .isEqualTo(
            status == WorkflowStatus.COMPLETED
                || status == WorkflowStatus.FAILED
                || status == WorkflowStatus.CANCELLED);
    assertThat(WorkflowAction.allowed(status, false, false, true, false, true))
        .as("after compensations")
        .satisfies(allowed ->
            assertThat(allowed.contains(WorkflowAction.PUBLICATION))
                .isEqualTo(status == WorkflowStatus.COMPLETED));
  }
}
