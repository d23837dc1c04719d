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

/** A real database whose statements of one kind of thread are counted, and of which one fails when it is told to. */
final class FaultyDataSource extends DelegatingDataSource {

  private final AtomicInteger counted = new AtomicInteger();
  private volatile String threads = "";
  private volatile int failing;
  private volatile boolean afterwards;

  FaultyDataSource(DataSource real) {
    super(real);
  }

  /**
   * Counts from now on, and lets one statement or commit fail.
   *
   * @param prefix of the names of the threads that are meant
   * @param number of the one that fails, from 1; none when 0
   * @param after whether it does its work before it fails
   */
  void arm(String prefix, int number, boolean after) {
    threads = prefix;
    failing = number;
    afterwards = after;
    counted.set(0);
  }

  /** How many there were since. */
  int counted() {
    return counted.get();
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
    boolean counts = method.getName().startsWith("execute") || method.getName().equals("commit");
    boolean fails =
        counts
            && Thread.currentThread().getName().startsWith(threads)
            && counted.incrementAndGet() == failing;
    if (fails && !afterwards) {
      throw new SQLException("the connection is gone, nothing was done", "08006");
    }
    Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (fails) {
      throw new SQLException("the connection is gone, the answer is lost", "08006");
    }
    if (result instanceof Statement statement && real instanceof Connection) {
      @SuppressWarnings("unchecked")
      Class<Statement> type = (Class<Statement>) method.getReturnType();
      return proxy(type, statement);
    }
    return result;
  }
}
