/** Sends signed webhooks when workflows end or ask for a decision, and retries failed deliveries. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"configuration", "network", "node", "project", "workflow"})
package dev.pawl.callback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
