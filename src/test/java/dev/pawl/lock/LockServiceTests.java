package dev.pawl.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.PawlTest;
import dev.pawl.lock.LockView.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Sequential and concurrent use of locks on a real PostgreSQL. */
@PawlTest
class LockServiceTests {

  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  private final List<LockReleased> releasedEvents = new ArrayList<>();
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();
  private final UUID third = UUID.randomUUID();
  private String resource;
  private LockService locks;

  @BeforeEach
  void createLocks() {
    resource = "test:" + UUID.randomUUID();
    locks = new LockService(jdbc, event -> releasedEvents.add((LockReleased) event));
  }

  @AfterEach
  void clean() {
    jdbc.sql("delete from lock where resource like 'test:%'").update();
    jdbc.sql("delete from lock_waiter where resource like 'test:%'").update();
  }

  private Optional<LockConflict> acquire(UUID owner) {
    return new TransactionTemplate(transactions)
        .execute(status -> locks.acquire(resource, owner, "w-" + owner, 1));
  }

  private void release(UUID owner) {
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> locks.release(resource, owner));
  }

  private List<Waiter> waiters() {
    return locks.findAll().stream()
        .filter(lock -> lock.resource().equals(resource))
        .flatMap(lock -> lock.waiters().stream())
        .toList();
  }

  @Test
  void areExclusiveAndReentrant() {
    assertThat(acquire(first)).isEmpty();
    assertThat(acquire(first)).isEmpty();

    assertThat(acquire(second)).hasValue(new LockConflict(resource, "w-" + first, 1));
    assertThat(locks.holder(resource)).hasValue("w-" + first);
  }

  @Test
  void queueWaitersInOrder() {
    acquire(first);
    acquire(second);
    acquire(third);

    assertThat(acquire(second)).hasValue(new LockConflict(resource, "w-" + first, 1));
    assertThat(acquire(third)).hasValue(new LockConflict(resource, "w-" + first, 2));
    assertThat(waiters()).extracting(Waiter::owner).containsExactly("w-" + second, "w-" + third);
    assertThat(waiters()).extracting(Waiter::position).containsExactly(1, 2);
  }

  @Test
  void notifyNextWaiterOnRelease() {
    acquire(first);
    acquire(second);

    release(first);

    assertThat(releasedEvents).containsExactly(new LockReleased(second, resource));
    assertThat(acquire(third)).as("later requests wait").isPresent();
    assertThat(acquire(second)).isEmpty();
    assertThat(waiters()).extracting(Waiter::owner).containsExactly("w-" + third);
  }

  @Test
  void skipWaiterThatGaveUp() {
    acquire(first);
    acquire(second);
    acquire(third);
    release(second);
    assertThat(releasedEvents).as("the lock is still held").isEmpty();

    release(first);

    assertThat(releasedEvents).containsExactly(new LockReleased(third, resource));
  }

  @Test
  void areReleasedTogether() {
    acquire(first);
    String firstResource = resource;
    resource = "test:" + UUID.randomUUID();
    acquire(second);
    acquire(first);

    new TransactionTemplate(transactions).executeWithoutResult(status -> locks.releaseAll(first));

    assertThat(locks.holder(firstResource)).isEmpty();
    assertThat(waiters()).isEmpty();
    assertThat(locks.holder(resource)).hasValue("w-" + second);
  }

  @Test
  void ignoreReleaseOfLockNotHeld() {
    release(first);

    assertThat(releasedEvents).isEmpty();
    assertThat(acquire(second)).isEmpty();
  }

  @Test
  void areAcquiredByExactlyOneOfManyThreads() throws Exception {
    var tasks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 16; i++) {
      UUID owner = UUID.randomUUID();
      tasks.add(() -> acquire(owner).isEmpty());
    }
    int holders = 0;
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> result : pool.invokeAll(tasks)) {
        holders += result.get() ? 1 : 0;
      }
    }

    assertThat(holders).isEqualTo(1);
    assertThat(waiters()).extracting(Waiter::position).hasSize(15).startsWith(1, 2, 3);
  }
}
