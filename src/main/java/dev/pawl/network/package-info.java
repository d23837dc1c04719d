/** Requests to other services: the policy for URLs that users supply, limits, and the URLs of git repositories. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
