/** Authenticates and authorizes callers, limits and audits their requests, and protects browsers. */
@NullMarked
@ApplicationModule(allowedDependencies = {"configuration", "network", "project", "web"})
package dev.pawl.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
