/** The policy for outbound requests to URLs that users supply. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
