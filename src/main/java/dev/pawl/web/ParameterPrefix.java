package dev.pawl.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares that a handler accepts all query parameters whose name starts with a prefix, such as {@code label.}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface ParameterPrefix {

  /** The prefix, with its separator. */
  String value();
}
