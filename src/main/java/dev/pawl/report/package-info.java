/** A workflow, readable: one renderer a format. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"archive", "command", "gate", "recovery", "workflow", "workspace"})
package dev.pawl.report;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
