package dev.pawl.jvm;

import dev.pawl.tool.TextFixer.UnfixableException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A class of a formatter, which is used by reflection because several versions of it are loaded. */
record ReflectiveType(Class<?> type) {

  /** Loads a class. */
  static ReflectiveType load(ClassLoader loader, String name) throws ClassNotFoundException {
    return new ReflectiveType(Class.forName(name, true, loader));
  }

  /** Returns the public constant with a name; empty if this version has none. */
  Optional<Object> constant(String name) {
    try {
      return Optional.ofNullable(type.getField(name).get(null));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  /** Returns the public method with a name and these types of parameters; empty if this version has none. */
  Optional<Method> method(String name, Class<?>... parameters) {
    try {
      return Optional.of(type.getMethod(name, parameters));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  /**
   * Calls the public method with a name that accepts the arguments.
   *
   * @param target the object, or null for a static method
   * @throws UnfixableException if the method throws a checked exception, which is about the text
   */
  Object call(@Nullable Object target, String name, Object... arguments) throws UnfixableException {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name) && accepts(method.getParameterTypes(), arguments)) {
        return invoke(method, target, arguments);
      }
    }
    throw new NoSuchMethodError(type.getName() + "." + name);
  }

  /** Calls a method. */
  static Object invoke(Method method, @Nullable Object target, @Nullable Object... arguments)
      throws UnfixableException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw unwrap(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Creates an object with the public constructor that accepts the arguments. */
  Object create(Object... arguments) throws UnfixableException {
    for (Constructor<?> constructor : type.getConstructors()) {
      if (accepts(constructor.getParameterTypes(), arguments)) {
        try {
          return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
          throw unwrap(e);
        } catch (InstantiationException | IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new NoSuchMethodError(type.getName() + ".<init>");
  }

  private static boolean accepts(Class<?>[] parameters, Object[] arguments) {
    if (parameters.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < parameters.length; i++) {
      boolean isBoolean = parameters[i] == boolean.class && arguments[i] instanceof Boolean;
      if (!isBoolean && !parameters[i].isInstance(arguments[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns the exception of the formatter about the text; throws those that are about the formatter. */
  private static UnfixableException unwrap(InvocationTargetException e) {
    Throwable cause = e.getCause();
    return switch (cause) {
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      case null -> new UnfixableException(e.toString());
      default -> new UnfixableException(String.valueOf(cause.getMessage()));
    };
  }
}
