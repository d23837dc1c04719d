/** The lists of workflows and of their snapshots, and actions on many workflows at once. */
@NullMarked
@ApplicationModule(allowedDependencies = {"project", "target", "web", "workflow", "workspace"})
package dev.pawl.workflowlist;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
