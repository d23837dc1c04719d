/** The registry of built-in and file-defined commands: lookup by name, execution policy and dependency graph. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "configuration", "rule", "web"})
package dev.pawl.registry;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
