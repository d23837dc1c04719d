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
class LocksTests {

  @Autowired JdbcClient jdbc;
  @Autowired PlatformTransactionManager transactions;
  private final List<Freed> freed = new ArrayList<>();
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();
  private final UUID third = UUID.randomUUID();
  private String resource;
  private Locks locks;

  @BeforeEach
  void makeLocks() {
    resource = "test:" + UUID.randomUUID();
    locks = new Locks(jdbc, event -> freed.add((Freed) event));
  }

  @AfterEach
  void clean() {
    jdbc.sql("delete from lock where resource like 'test:%'").update();
    jdbc.sql("delete from lock_waiter where resource like 'test:%'").update();
  }

  private Optional<Busy> take(UUID owner) {
    return new TransactionTemplate(transactions)
        .execute(status -> locks.take(resource, owner, "w-" + owner, 1));
  }

  private void release(UUID owner) {
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> locks.release(resource, owner));
  }

  private List<Waiter> waiters() {
    return locks.all().stream()
        .filter(lock -> lock.resource().equals(resource))
        .flatMap(lock -> lock.waiters().stream())
        .toList();
  }

  @Test
  void areHeldByOneAndTakenAgainByTheSame() {
    assertThat(take(first)).isEmpty();
    assertThat(take(first)).isEmpty();

    assertThat(take(second)).hasValue(new Busy(resource, "w-" + first, 1));
    assertThat(locks.holder(resource)).hasValue("w-" + first);
  }

  @Test
  void lineUpWhoComesAndKeepTheirPlaces() {
    take(first);
    take(second);
    take(third);

    assertThat(take(second)).hasValue(new Busy(resource, "w-" + first, 1));
    assertThat(take(third)).hasValue(new Busy(resource, "w-" + first, 2));
    assertThat(waiters()).extracting(Waiter::owner).containsExactly("w-" + second, "w-" + third);
    assertThat(waiters()).extracting(Waiter::position).containsExactly(1, 2);
  }

  @Test
  void callWhoIsNextAndLetNobodyElsePass() {
    take(first);
    take(second);

    release(first);

    assertThat(freed).containsExactly(new Freed(second, resource));
    assertThat(take(third)).as("later requests wait").isPresent();
    assertThat(take(second)).isEmpty();
    assertThat(waiters()).extracting(Waiter::owner).containsExactly("w-" + third);
  }

  @Test
  void callTheNextWhenOneGivesUpWaiting() {
    take(first);
    take(second);
    take(third);
    release(second);
    assertThat(freed).as("the lock is still held").isEmpty();

    release(first);

    assertThat(freed).containsExactly(new Freed(third, resource));
  }

  @Test
  void areAllLetGoOfAtOnce() {
    take(first);
    String mine = resource;
    resource = "test:" + UUID.randomUUID();
    take(second);
    take(first);

    new TransactionTemplate(transactions).executeWithoutResult(status -> locks.release(first));

    assertThat(locks.holder(mine)).isEmpty();
    assertThat(waiters()).isEmpty();
    assertThat(locks.holder(resource)).hasValue("w-" + second);
  }

  @Test
  void mindNothingThatWasNotHeld() {
    release(first);

    assertThat(freed).isEmpty();
    assertThat(take(second)).isEmpty();
  }

  @Test
  void areHeldByExactlyOneHoweverManyComeAtOnce() throws Exception {
    var tries = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 16; i++) {
      UUID owner = UUID.randomUUID();
      tries.add(() -> take(owner).isEmpty());
    }
    int holders = 0;
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> one : pool.invokeAll(tries)) {
        holders += one.get() ? 1 : 0;
      }
    }

    assertThat(holders).isEqualTo(1);
    assertThat(waiters()).extracting(Waiter::position).hasSize(15).startsWith(1, 2, 3);
  }
}
