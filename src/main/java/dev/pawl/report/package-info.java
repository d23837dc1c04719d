/** A workflow, readable: one renderer a format. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "gate", "workflow"})
package dev.pawl.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
