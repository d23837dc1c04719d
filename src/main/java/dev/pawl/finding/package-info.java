/** Findings of workflows and targets: storage, states, baselines and resolutions. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"command", "glob", "project", "snapshot", "target", "web", "workspace"})
package dev.pawl.finding;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
