package dev.pawl.engine;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.pawl.configuration.InvalidCombinationException;
import dev.pawl.engine.WorkflowExecutor.ExecutionResult;
import dev.pawl.lock.LockReleased;
import dev.pawl.node.NodeAdmission;
import dev.pawl.node.NodeService;
import dev.pawl.web.DatabaseFailed;
import dev.pawl.workflow.WorkflowEvent.CancellationRequested;
import dev.pawl.workflow.WorkflowEvent.DecisionTaken;
import dev.pawl.workflow.WorkflowEvent.PauseRequested;
import dev.pawl.workflow.WorkflowEvent.ResumptionRequested;
import dev.pawl.workflow.WorkflowEvent.RollbackRequested;
import dev.pawl.workflow.WorkflowEvent.ToolsRepinned;
import dev.pawl.workflow.WorkflowEvent.WorkflowChanged;
import dev.pawl.workflow.WorkflowEvent.WorkflowSubmitted;
import dev.pawl.workflow.WorkflowExecutionService;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.task.ThreadPoolTaskSchedulerBuilder;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Schedules the execution of workflows that have work. The workflow table is the source of truth, not the schedule. */
@Component
class WorkflowScheduler implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(WorkflowScheduler.class);

  private final Scheduler scheduler;
  private final WakeUps wakeUps;
  private final WorkflowExecutionService executionService;
  private final NodeService nodes;
  private final EngineProperties properties;
  private final Clock clock;
  private volatile boolean running;

  WorkflowScheduler(
      Scheduler scheduler,
      WakeUps wakeUps,
      ExecutionSlots slots,
      WorkflowExecutionService executionService,
      NodeService nodes,
      EngineProperties properties,
      Clock clock) {
    if (nodes.heartbeatTimeout().compareTo(properties.leaseRenewalInterval()) <= 0) {
      throw new InvalidCombinationException(
          "pawl.node.heartbeat-timeout",
          nodes.heartbeatTimeout(),
          "must be longer than pawl.engine.lease-renewal-interval, the interval of heartbeats",
          properties.leaseRenewalInterval());
    }
    this.nodes = nodes;
    this.properties = properties;
    this.scheduler = scheduler;
    this.wakeUps = wakeUps;
    this.executionService = executionService;
    this.clock = clock;
    slots.setFetchTrigger(scheduler::triggerCheckForDueExecutions);
  }

  /**
   * Schedules a wake-up in the transaction of the change, so that no workflow is committed without one; at its end, when the
   * change has been written.
   */
  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void scheduleWakeUp(WorkflowChanged change) {
    if (requiresWakeUp(change)) {
      wakeUps.schedule(change.id(), clock.instant());
    }
  }

  private static boolean requiresWakeUp(WorkflowChanged change) {
    return change.event() instanceof WorkflowSubmitted
        // A workflow that waits for a lock is not claimed by any node; it must not have to acquire
        // the lock before it can be cancelled or paused.
        || change.event() instanceof CancellationRequested
        || change.event() instanceof PauseRequested
        || change.event() instanceof RollbackRequested
        || change.event() instanceof ResumptionRequested
        || change.event() instanceof DecisionTaken
        // The wake-up contains what the workflow requires.
        || change.event() instanceof ToolsRepinned;
  }

  @TransactionalEventListener
  void triggerScheduler(WorkflowChanged change) {
    if (requiresWakeUp(change)) {
      scheduler.triggerCheckForDueExecutions();
    }
  }

  /** Schedules a wake-up in the transaction that releases a lock, so that the next waiter always gets one. */
  @EventListener
  void scheduleWakeUp(LockReleased released) {
    wakeUps.schedule(released.owner(), clock.instant());
  }

  @TransactionalEventListener
  void triggerScheduler(LockReleased released) {
    scheduler.triggerCheckForDueExecutions();
  }

  /** Expires decisions, releases idle locks and wakes orphaned workflows, which have neither a claim nor a wake-up. */
  @Scheduled(fixedDelayString = "${pawl.engine.lease-renewal-interval:3s}")
  void recoverOrphaned() {
    applyAdmission();
    if (nodes.admission() == NodeAdmission.PAUSED) {
      return;
    }
    recover(
        "expire decisions",
        () -> executionService.findExpiredDecisions().forEach(executionService::expireDecision));
    recover(
        "release idle locks",
        () -> executionService.findIdleLockOwners().forEach(executionService::releaseLocks));
    recover(
        "update waits for nodes",
        () -> {
          executionService.findChangedNodeWaits().forEach(executionService::updateNodeWait);
          executionService.findRepinnable(properties.repinDelay()).forEach(executionService::repin);
          wakeUps.updateRequirements();
        });
    recover("wake orphaned workflows", this::wakeOrphaned);
    scheduler.triggerCheckForDueExecutions();
  }

  /**
   * Polls for work only while the node claims workflows, which it does not without disk space: they would fail at once.
   * Claimed workflows are not affected.
   */
  private void applyAdmission() {
    if (running && nodes.admission() == NodeAdmission.ACTIVE && nodes.hasUsableDisks()) {
      scheduler.resume();
    } else {
      scheduler.pause();
    }
  }

  private void wakeOrphaned() {
    for (UUID id : executionService.findOrphaned()) {
      wakeUps.schedule(id, clock.instant());
    }
  }

  /** Runs one part of the recovery: rows that a node holds which does not run must not prevent the others. */
  private static void recover(String part, Runnable action) {
    try {
      action.run();
    } catch (DataAccessException | TransactionException e) {
      log.warn("Recovery incomplete, repeated shortly: {}, part: {}", e, part);
    }
  }

  @Override
  public void start() {
    running = true;
    applyAdmission();
  }

  /** Stops taking new work before running work is stopped. */
  @Override
  public void stop() {
    running = false;
    scheduler.pause();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Configures db-scheduler and the scheduler of Spring. */
  @Configuration(proxyBeanMethods = false)
  @EnableScheduling
  @EnableConfigurationProperties(EngineProperties.class)
  static class SchedulerConfiguration {

    @Bean
    CustomTask<String> wakeUpTask(
        WorkflowExecutor executor,
        ExecutionSlots slots,
        WorkflowExecutionService executionService,
        EngineProperties properties,
        Clock clock) {
      return Tasks.custom(WorkflowExecutionService.WAKE_UP_TASK, String.class)
          .onFailure((ExecutionComplete complete, ExecutionOperations<String> operations) ->
              operations.reschedule(complete, clock.instant().plus(properties.retryDelay())))
          .onDeadExecution(SchedulerConfiguration::revive)
          .execute((instance, context) -> {
            UUID id = UUID.fromString(instance.getId());
            return switch (execute(id, instance.getData(), executor, slots)) {
              case RELEASED ->
                  (complete, operations) -> operations.reschedule(complete, clock.instant());
              case NOT_OWNED ->
                  (complete, operations) ->
                      executionService.endWakeUp(
                          id, context.getExecution().version, properties.retryDelay());
              // The wake-up was deleted with the claim; one that exists now is new.
              case COMPLETED -> (complete, operations) -> {};
            };
          });
    }

    // Properties are bound before other beans are processed; without the role, each start would log
    // a warning about it.
    @Bean(EnableConfigurationProperties.VALIDATOR_BEAN_NAME)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static DbSchedulerPropertiesValidator dbSchedulerPropertiesValidator() {
      return new DbSchedulerPropertiesValidator();
    }

    /**
     * Executes a workflow until it has no more work or waits for the network. The claim that it holds during the wait
     * replaces its wake-up: if this node is lost, the workflow is found as orphaned.
     */
    private static ExecutionResult execute(
        UUID id, String project, WorkflowExecutor executor, ExecutionSlots slots) {
      try {
        return slots
            .execute(
                project,
                "workflow-" + id,
                slot -> executor.execute(id, slot),
                end ->
                    end.whenComplete((result, failure) -> {
                      if (failure != null) {
                        log.warn("Execution failed, resumed shortly: workflow {}", id, failure);
                      }
                    }))
            .orElse(ExecutionResult.NOT_OWNED);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExecutionResult.RELEASED;
      }
    }

    /** Revives a wake-up whose node has died, unless the recovery of orphaned workflows has done so already. */
    private static void revive(
        ExecutionComplete execution, ExecutionOperations<String> operations) {
      try {
        new DeadExecutionHandler.ReviveDeadExecution<String>().deadExecution(execution, operations);
      } catch (ExecutionException e) {
        log.debug("Wake-up was revived by another thread", e);
      }
    }

    /**
     * Creates a scheduler with a thread pool. With virtual threads, Spring Boot runs all tasks with a fixed delay on
     * one thread, so that a slow disk or a long deletion would delay the recovery of the workflows of other nodes.
     */
    @Bean
    ThreadPoolTaskScheduler taskScheduler(ThreadPoolTaskSchedulerBuilder builder) {
      ThreadPoolTaskScheduler scheduler = builder.build();
      scheduler.setErrorHandler(SchedulerConfiguration::logFailure);
      return scheduler;
    }

    /** Logs why a scheduled task has failed, which runs again. The node itself logs an outage of the database, once. */
    private static void logFailure(Throwable failure) {
      Optional<DatabaseFailed> database = DatabaseFailed.findIn(failure);
      if (database.isPresent()) {
        log.debug("Scheduled task failed, runs again: {}", database.get().reason());
      } else {
        log.error("Scheduled task failed, runs again", failure);
      }
    }

    @Bean
    DbSchedulerCustomizer schedulerCustomizer(NodeService nodes, ExecutionSlots slots) {
      return new DbSchedulerCustomizer() {
        @Override
        public Optional<JdbcCustomization> jdbcCustomization() {
          return Optional.of(new WakeUpFetcher(slots, () -> nodes.capabilities().toJson()));
        }

        @Override
        public Optional<Serializer> serializer() {
          return Optional.of(new WakeUpFetcher.ProjectSerializer());
        }

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
