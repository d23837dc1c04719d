package dev.pawl.workflow;

import dev.pawl.plan.Plan.PhaseKind;
import dev.pawl.plan.Plan.PlannedPhase;
import org.hibernate.annotations.DynamicUpdate;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Steps of a workflow that belong together. */
@Entity
@DynamicUpdate
class Phase {

  private static final String COMPENSATION = "compensation_";

  @Id
  @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
  private UUID id;

  @ManyToOne(fetch = FetchType.LAZY, optional = false)
  @JoinColumn(name = "workflow_id")
  private Workflow workflow;

  private short position;
  private String name;

  @Enumerated(EnumType.STRING)
  private PhaseKind kind;

  private @Nullable Long timeoutSeconds;

  @Enumerated(EnumType.STRING)
  private StepStatus status;

  private @Nullable Instant startedAt;
  private @Nullable Instant endedAt;

  private @Nullable Instant fellBackAt;

  @OneToMany(mappedBy = "phase", cascade = CascadeType.ALL)
  @OrderBy("position")
  private List<Step> steps = new ArrayList<>();

  @NullUnmarked
  protected Phase() {}

  Phase(Workflow workflow, int position, PlannedPhase planned) {
    this();
    this.workflow = workflow;
    this.position = (short) position;
    this.name = planned.name();
    this.kind = planned.kind();
    this.timeoutSeconds = planned.timeout() == null ? null : planned.timeout().toSeconds();
    this.status = StepStatus.PENDING;
    planned.steps().forEach(step -> steps.add(new Step(this, steps.size(), step)));
  }

  /** A phase that takes steps back, newest first, each by a command of its own. */
  static Phase compensating(Workflow workflow, int position, List<Step> done) {
    var phase = new Phase();
    phase.workflow = workflow;
    phase.position = (short) position;
    phase.name = COMPENSATION + position;
    phase.kind = PhaseKind.SEQUENTIAL;
    phase.status = StepStatus.PENDING;
    done.forEach(step -> phase.steps.add(Step.compensating(phase, phase.steps.size(), step)));
    return phase;
  }

  /** Makes it ready to go on with the steps that did not do their work; false when there are none. */
  boolean reopen() {
    if (status != StepStatus.PENDING && !in(StepStatus.PENDING).isEmpty()) {
      status = in(StepStatus.COMPLETED).isEmpty() ? StepStatus.PENDING : StepStatus.RUNNING;
      endedAt = null;
      return true;
    }
    return false;
  }

  /** Starts with its first step; false when it has started before. */
  boolean start(Instant now) {
    if (status != StepStatus.PENDING) {
      return false;
    }
    status = status.to(StepStatus.RUNNING);
    startedAt = now;
    return true;
  }

  /** When its steps time out: with the workflow, or earlier when the phase has a time of its own. */
  Instant deadline(Instant latest, Pace pace) {
    if (timeoutSeconds == null || startedAt == null) {
      return latest;
    }
    Instant from = fellBackAt == null ? startedAt : fellBackAt;
    Instant own = from.plus(pace.time(Duration.ofSeconds(timeoutSeconds)));
    return own.isBefore(latest) ? own : latest;
  }

  /** How much of its own time it has used, in percent; empty when it has none or did not come to its end. */
  OptionalLong used(Pace pace) {
    if (timeoutSeconds == null || startedAt == null || endedAt == null) {
      return OptionalLong.empty();
    }
    long allowed = Math.max(1, pace.time(Duration.ofSeconds(timeoutSeconds)).toMillis());
    return OptionalLong.of(100 * Duration.between(startedAt, endedAt).toMillis() / allowed);
  }

  /**
   * Makes it ready to be tried once more, slower; its time begins anew.
   *
   * @return false when it has no time of its own, as phases of plans that are not adaptive, or was tried so before
   */
  boolean fallBack(Instant now) {
    if (timeoutSeconds == null || fellBackAt != null) {
      return false;
    }
    fellBackAt = now;
    return true;
  }

  /** How many of its steps may run beside each other, of those that could. */
  int parallel(int most) {
    return fellBackAt == null ? most : 1;
  }

  /** Ends with its last step, as badly as the worst of them; false when steps are left or it has ended before. */
  boolean end(Instant now) {
    boolean open = steps.stream().anyMatch(Step::isOpen);
    if (open || endedAt != null) {
      return false;
    }
    StepStatus worst = StepStatus.COMPLETED;
    if (steps.stream().allMatch(step -> step.status() == StepStatus.SKIPPED)) {
      worst = StepStatus.SKIPPED;
    }
    for (StepStatus bad : List.of(StepStatus.CANCELLED, StepStatus.FAILED)) {
      if (steps.stream().anyMatch(step -> step.status() == bad)) {
        worst = bad;
      }
    }
    boolean illegal = status == StepStatus.RUNNING && worst == StepStatus.SKIPPED;
    status = status.to(illegal ? StepStatus.COMPLETED : worst);
    endedAt = now;
    return true;
  }

  /** Whether it takes steps back. */
  boolean compensates() {
    return name.startsWith(COMPENSATION);
  }

  /** What it consists of. */
  WorkflowEvent.PhaseOutline outline() {
    return new WorkflowEvent.PhaseOutline(name, kind, steps.stream().map(Step::outline).toList());
  }

  /** The plan that it came from, for a workflow that does the same. */
  PlannedPhase planned() {
    Duration timeout = timeoutSeconds == null ? null : Duration.ofSeconds(timeoutSeconds);
    return new PlannedPhase(name, kind, timeout, steps.stream().map(Step::planned).toList());
  }

  List<Step> in(StepStatus wanted) {
    return steps.stream().filter(step -> step.status() == wanted).toList();
  }

  PhaseKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  StepStatus status() {
    return status;
  }

  List<Step> steps() {
    return steps;
  }

  WorkflowView.PhaseView view() {
    return new WorkflowView.PhaseView(
        name,
        kind,
        timeoutSeconds,
        status,
        startedAt,
        fellBackAt,
        endedAt,
        steps.stream().map(Step::view).toList());
  }
}
