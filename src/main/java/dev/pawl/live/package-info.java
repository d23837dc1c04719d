/** What happens to workflows, told to many people as it happens. */
@NullMarked
@ApplicationModule(allowedDependencies = {"workflow"})
package dev.pawl.live;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
