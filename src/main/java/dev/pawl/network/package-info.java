/** The policy for outbound requests to URLs that users supply, and the URLs of git repositories. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
