/** The nodes of the cluster: who is alive, which agents work where, and which tools have failed. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.node;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
