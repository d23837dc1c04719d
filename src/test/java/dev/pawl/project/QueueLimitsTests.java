package dev.pawl.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.project.QueueLimits.QueueFullException;
import org.junit.jupiter.api.Test;

class QueueLimitsTests {

  private long now;
  private final QueueLimits limits =
      new QueueLimits(new QueueProperties(5, 3), TestProjects.noUsage(), () -> now);

  private void fill(String project, int workflows) {
    for (int i = 0; i < workflows; i++) {
      limits.add(project);
    }
  }

  @Test
  void limitsEachProjectAndTheWholeQueue() {
    fill("red", 3);

    assertThatExceptionOfType(QueueFullException.class)
        .isThrownBy(() -> limits.check("red"))
        .satisfies(full ->
            assertThat(full.getBody().getDetail()).contains("3 workflows of the project red"));
    assertThatCode(() -> limits.check(null)).doesNotThrowAnyException();
    limits.add(null);
    limits.add("blue");
    assertThatExceptionOfType(QueueFullException.class)
        .isThrownBy(() -> limits.add("green"))
        .satisfies(full -> {
          assertThat(full.getBody().getDetail()).startsWith("5 workflows wait for their start");
          assertThat(full.getHeaders().getFirst("Retry-After")).isEqualTo("30");
        });
  }

  @Test
  void countsTheWorkflowsAgainAfterASecond() {
    fill("red", 3);
    now = 999_999_999;
    assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> limits.check("red"));

    now = 1_000_000_000;
    assertThatCode(() -> limits.check("red")).doesNotThrowAnyException();
  }
}
