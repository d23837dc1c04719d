/** The nodes of the cluster: heartbeats, agents, load shedding and circuit breakers of tools. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "web"})
package dev.pawl.node;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
