/** Pages for people: what runs, what ended and how. */
@NullMarked
@ApplicationModule(allowedDependencies = {"command", "gate", "report", "workflow", "workspace"})
package dev.pawl.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
