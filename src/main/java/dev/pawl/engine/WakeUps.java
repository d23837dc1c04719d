package dev.pawl.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.pawl.lock.Freed;
import dev.pawl.workflow.WorkQueue;
import dev.pawl.workflow.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import dev.pawl.workflow.WorkflowEvent.DecisionTaken;
import dev.pawl.workflow.WorkflowEvent.PauseRequested;
import dev.pawl.workflow.WorkflowEvent.ResumptionRequested;
import dev.pawl.workflow.WorkflowEvent.RollbackRequested;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Has workflows looked at when there is something to do: the scheduler is a clock, the workflow table is the truth. */
@Component
class WakeUps implements SmartLifecycle {

  private final Scheduler scheduler;
  private final CustomTask<Void> task;
  private final WorkQueue queue;
  private final Clock clock;
  private volatile boolean running;

  WakeUps(Scheduler scheduler, CustomTask<Void> task, WorkQueue queue, Clock clock) {
    this.scheduler = scheduler;
    this.task = task;
    this.queue = queue;
    this.clock = clock;
  }

  /** In the transaction of the change, so that no workflow is kept without its wake-up. */
  @EventListener
  void schedule(WorkflowChanged change) {
    if (isToBeDone(change)) {
      // Higher is first, here as in the request.
      var wakeUp = task.instanceBuilder(change.id().toString()).priority(change.priority()).build();
      scheduler.scheduleIfNotExists(wakeUp, clock.instant());
    }
  }

  private static boolean isToBeDone(WorkflowChanged change) {
    return change.event() instanceof WorkflowSubmitted
        // Who waits for a lock is held by nobody, and does not have to wait for its turn to stop or
        // to stand still.
        || change.event() instanceof CancellationRequested
        || change.event() instanceof PauseRequested
        || change.event() instanceof RollbackRequested
        || change.event() instanceof ResumptionRequested
        || change.event() instanceof DecisionTaken;
  }

  @TransactionalEventListener
  void look(WorkflowChanged change) {
    if (isToBeDone(change)) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  /** In the transaction that lets go of a lock, so that who waits for it is woken for sure. */
  @EventListener
  void schedule(Freed freed) {
    scheduler.scheduleIfNotExists(task.instance(freed.owner().toString()), clock.instant());
  }

  @TransactionalEventListener
  void look(Freed freed) {
    scheduler.triggerCheckForDueExecutions();
  }

  /** Wakes every workflow that nobody holds and nobody would be woken for (promise 4). */
  @Scheduled(fixedDelayString = "${pawl.engine.renewal:3s}")
  void runOnce() {
    queue.decideOverdue();
    queue.freeLocks();
    for (UUID id : queue.unattended()) {
      scheduler.scheduleIfNotExists(task.instance(id.toString()), clock.instant());
    }
    scheduler.triggerCheckForDueExecutions();
  }

  @Override
  public void start() {
    scheduler.resume();
    running = true;
  }

  /** A node that goes takes nothing up any more, before what it does is stopped. */
  @Override
  public void stop() {
    running = false;
    scheduler.pause();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** What db-scheduler needs to know, and Spring's scheduler. */
  @Configuration(proxyBeanMethods = false)
  @EnableScheduling
  @EnableConfigurationProperties(EngineProperties.class)
  static class Setup {

    @Bean
    CustomTask<Void> wakeUp(
        Driver driver, WorkQueue queue, EngineProperties properties, Clock clock) {
      return Tasks.custom(WorkQueue.WAKE_UP, Void.class)
          .onFailure((ExecutionComplete complete, ExecutionOperations<Void> operations) ->
              operations.reschedule(complete, clock.instant().plus(properties.again())))
          .onDeadExecutionRevive()
          .execute((instance, context) -> {
            UUID id = UUID.fromString(instance.getId());
            return switch (driver.drive(id)) {
              case LEFT ->
                  (complete, operations) -> operations.reschedule(complete, clock.instant());
              case NOT_MINE ->
                  (complete, operations) -> queue.forget(id, context.getExecution().version);
              // The wake-up went with the claim; if there is one now, it is a new one.
              case DONE -> (complete, operations) -> {};
            };
          });
    }

    /**
     * One that has threads: with virtual threads Spring Boot has one for all that runs with a delay, so that a slow
     * disk or a long removal would keep nodes from taking over from each other.
     */
    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
      return builder.build();
    }

    @Bean
    DbSchedulerCustomizer virtualThreads() {
      return new DbSchedulerCustomizer() {
        @Override
        public Optional<ExecutorService> executorService() {
          return Optional.of(
              Executors.newThreadPerTaskExecutor(
                  Thread.ofVirtual().name("workflow-", 0).factory()));
        }
      };
    }
  }
}
