/** Sends signed webhooks when workflows start, end or ask for a decision, and retries failed deliveries. */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"configuration", "network", "node", "project", "web", "workflow"})
package dev.pawl.callback;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
