package dev.pawl.fault;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A data source that counts the statements of some threads and lets one of them fail. */
final class FaultyDataSource extends DelegatingDataSource {

  private final AtomicInteger count = new AtomicInteger();
  private volatile String threadPrefix = "";
  private volatile int failingNumber;
  private volatile boolean failAfterExecution;

  FaultyDataSource(DataSource real) {
    super(real);
  }

  /**
   * Restarts the count, and lets one statement or commit fail.
   *
   * @param prefix the prefix of the names of the threads whose statements count
   * @param number the number of the failing statement, from 1; 0 for none
   * @param after whether the statement is executed before the failure
   */
  void arm(String prefix, int number, boolean after) {
    threadPrefix = prefix;
    failingNumber = number;
    failAfterExecution = after;
    count.set(0);
  }

  /** Returns the number of statements since {@link #arm}. */
  int count() {
    return count.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    return proxy(Connection.class, super.getConnection());
  }

  private <T> T proxy(Class<T> type, T real) {
    InvocationHandler handler = (proxy, method, arguments) -> call(real, method, arguments);
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Object call(Object real, Method method, Object[] arguments) throws Throwable {
    boolean isCounted = method.getName().startsWith("execute") || method.getName().equals("commit");
    boolean mustFail =
        isCounted
            && Thread.currentThread().getName().startsWith(threadPrefix)
            && count.incrementAndGet() == failingNumber;
    if (mustFail && !failAfterExecution) {
      throw new SQLException("injected connection failure before execution", "08006");
    }
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (mustFail) {
      throw new SQLException("injected connection failure after execution", "08006");
    }
    if (result instanceof Statement statement && real instanceof Connection) {
      @SuppressWarnings("unchecked")
      Class<Statement> type = (Class<Statement>) method.getReturnType();
      return proxy(type, statement);
    }
    return result;
  }
}
