/** Where on the network this service may go for others, and where not. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.pawl.network;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
