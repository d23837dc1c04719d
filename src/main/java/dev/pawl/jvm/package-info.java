/** Formatters that run in the JVM: the google-java-format of Pawl, and installed versions in class loaders of their own. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "configuration",
      "language",
      "node",
      "tool",
      "tool :: editorconfig",
      "workspace"
    })
package dev.pawl.jvm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
