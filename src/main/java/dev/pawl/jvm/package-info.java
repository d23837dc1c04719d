/** Formatters that run in the JVM of Pawl, each version in a class loader of its own. */
@NullMarked
@ApplicationModule(allowedDependencies = {"language", "tool", "tool :: editorconfig", "workspace"})
package dev.pawl.jvm;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
