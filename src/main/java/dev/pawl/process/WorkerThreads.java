package dev.pawl.process;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on platform threads with deep stacks, for recursive parsers. The threads are reused, because starting one takes
 * longer than many tasks; their number is not limited.
 */
public final class WorkerThreads {

  /** The stack size of a thread in bytes; memory is only committed as it is used. */
  private static final long STACK_SIZE = 16 << 20;

  private static final long KEEP_ALIVE_SECONDS = 10;

  private static final String IDLE_NAME = "idle-worker";

  // Thread locals that were inherited from the task that happened to start a thread would stay for
  // all later ones.
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEEP_ALIVE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform()
              .daemon()
              .name(IDLE_NAME)
              .stackSize(STACK_SIZE)
              .inheritInheritableThreadLocals(false)
              .factory());

  private WorkerThreads() {}

  /**
   * Starts a task.
   *
   * @param name the name of the thread while it performs the task
   */
  public static <T> Task<T> start(String name, Callable<T> work) {
    var task = new Task<>(name, work);
    POOL.execute(task);
    return task;
  }

  /** A task that can be interrupted without affecting later tasks of its thread. */
  public static final class Task<T> extends FutureTask<T> {

    private final String name;
    private @Nullable Thread thread;
    private boolean interrupted;

    private Task(String name, Callable<T> work) {
      super(work);
      this.name = name;
    }

    @Override
    public void run() {
      Thread current = Thread.currentThread();
      current.setName(name);
      begin(current);
      try {
        super.run();
      } finally {
        end();
        current.setName(IDLE_NAME);
      }
    }

    private synchronized void begin(Thread current) {
      thread = current;
      if (interrupted) {
        current.interrupt();
      }
    }

    private synchronized void end() {
      thread = null;
      // An interrupt that came too late must not reach the next task.
      Thread.interrupted();
    }

    /** Interrupts the thread that performs this task, at its start if it has not started; does nothing after its end. */
    public synchronized void interrupt() {
      interrupted = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
