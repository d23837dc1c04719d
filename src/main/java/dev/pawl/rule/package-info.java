/** Rules: what findings violate, and the severities that requests and configurations set for them. */
@NullMarked
@ApplicationModule(allowedDependencies = {"glob", "web"})
package dev.pawl.rule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
