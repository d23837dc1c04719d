package dev.pawl.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlClient;
import dev.pawl.PawlTest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@PawlTest
class ExaminationRepositoryTests {

  private static final String VERIFY = "quality/verify {}";

  @Autowired PawlClient pawl;
  @Autowired JdbcClient jdbc;
  @Autowired ExaminationRepository examinations;

  private final TargetKey target = new TargetKey("target-" + UUID.randomUUID(), "");
  private String workflow = "";

  @BeforeEach
  void submit() {
    workflow =
        pawl.submitAndAwaitEnd(pawl.newTarget(), "\"type\": \"verify-only\"")
            .get("workflow_id")
            .asString();
  }

  @Test
  void prefersTheSameBranch() {
    UUID older = add(target.name(), "refs/heads/main", VERIFY, 1);
    UUID main = add(target.name(), "refs/heads/main", VERIFY, 2);
    UUID other = add(target.name(), "refs/heads/other", VERIFY, 3);
    UUID folder = add(target.name(), null, VERIFY, 4);
    UUID latest = add(target.name(), "refs/tags/v1", VERIFY, 5);
    add(target.name(), "refs/heads/main", "quality/lint {}", 6);
    add("another " + target.name(), "refs/heads/main", VERIFY, 7);

    assertThat(findLast("refs/heads/main")).isEqualTo(main).isNotEqualTo(older);
    assertThat(findLast("refs/heads/other")).isEqualTo(other);
    assertThat(findLast(null)).isEqualTo(folder);
    assertThat(findLast("refs/heads/new")).isEqualTo(latest);
  }

  @Test
  void findsNothingForAnotherCommand() {
    add(target.name(), null, "quality/lint {}", 1);

    assertThat(findLast(null)).isNull();
  }

  private @Nullable UUID findLast(@Nullable String ref) {
    return examinations.findLast(target, ref, VERIFY).map(Examination::step).orElse(null);
  }

  /** Adds an examination of the workflow. */
  private UUID add(String target, @Nullable String ref, String command, int minute) {
    UUID step = UUID.randomUUID();
    jdbc.sql(
            """
            insert into examination (step_id, workflow_id, workflow_name, target_name, project, ref,
              command, examined_at, errors, warnings, infos, new, fixed, baseline)
            select :step, id, name, :target, '', cast(:ref as text), :command,
              timestamptz '2026-01-01' + :minute * interval '1 minute', 0, 0, 0, 0, 0, 0
            from workflow where name = :workflow
            """)
        .param("step", step)
        .param("target", target)
        .param("ref", ref)
        .param("command", command)
        .param("minute", minute)
        .param("workflow", workflow)
        .update();
    return step;
  }
}
