/** Submits workflows by themselves, at the times that somebody has set. */
@NullMarked
@ApplicationModule(allowedDependencies = {"project", "submission", "workflow"})
package dev.pawl.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
